"""Pictures of ports and ships: the cranes, a ship bow on, a foreign harbour, a ferry in fog."""

from .figures import container, gull, tree_line
from .woodcut import (
    BARK,
    GREEN,
    HAZE,
    INDIGO,
    INK,
    JUTE,
    MIST,
    NIGHT,
    PINE,
    SAND,
    STRAW,
    VERMILION,
    arc,
    box_points,
    smooth,
)

CARGO = (INDIGO, NIGHT, MIST, STRAW, GREEN, INDIGO, MIST)


def port_cranes(block):
    """Three gantry cranes over a yard of containers, the sun behind them."""
    block.sky(560)
    block.sun(1320, 190, 92)
    block.rect((0, 520, 1500, 540), GREEN)
    block.rect((0, 540, 1500, 760), SAND)
    for x, top, load in ((120, 250, STRAW), (500, 276, VERMILION), (880, 302, INDIGO)):
        _gantry(block, x, top, load)
    _yard(block, 730)
    block.rect((0, 728, 1500, 775), INK)
    for x in range(40, 1500, 130):
        block.rect((x, 716, x + 26, 730), INK)
    block.water(775, 1000, count=70)
    _feeder(block)


def _gantry(block, x, top, load):
    for leg in (x, x + 150):
        block.rect((leg, top, leg + 17, 730), INK)
    block.rect((x, top + 130, x + 160, top + 146), INK)
    block.stroke([(x + 8, 680), (x + 158, top + 146)], 15, INK)
    apex = (x + 20, top - 140)
    block.rect((x - 150, top, x + 330, top + 22), INK)
    block.stroke([(x - 140, top), apex, (x + 322, top)], 8, INK)
    block.stroke([apex, (x + 170, top)], 6, INK)
    block.stroke([(x + 8, top), apex], 13, INK)
    hook = x + 236
    block.rect((hook - 26, top + 22, hook + 26, top + 40), INK)
    for side in (-20, 20):
        block.stroke([(hook + side, top + 30), (hook + side, top + 150)], 4, INK)
    container(block, hook - 52, top + 150, 104, 46, load)


def _yard(block, base):
    for column, height in enumerate((3, 4, 5, 4, 2, 4, 3, 3, 5, 4, 2, 3, 4, 5, 3)):
        for row in range(height):
            x, y = 6 + column * 100, base - 42 * (row + 1)
            ink = CARGO[block.chance.randrange(len(CARGO))]
            container(block, x, y, 98, 42, ink)


def _feeder(block):
    block.poly([(700, 838), (1478, 838), (1420, 962), (772, 962)], INK)
    block.poly([(696, 824), (1482, 824), (1478, 842), (700, 842)], VERMILION)
    for row, columns in enumerate((8, 8, 6, 3)):
        for column in range(columns):
            ink = CARGO[block.chance.randrange(len(CARGO))]
            container(block, 760 + column * 68 + row * 12, 790 - row * 34, 66, 34, ink)
    block.rect((1330, 690, 1420, 824), JUTE)
    block.hatch(box_points((1330, 730, 1420, 824)), STRAW, 12, 3, 45)
    block.rect((1340, 706, 1410, 722), INK)
    block.rect((1316, 680, 1434, 692), INK)
    block.stroke([(1375, 680), (1375, 620)], 6, INK)
    block.cut((660, 964), (1500, 964), 10, JUTE)


def container_ship(block):
    """A loaded ship coming at the reader, bow on."""
    block.sky(640)
    block.rect((0, 628, 1500, 640), GREEN)
    block.water(640, 1000, ground=INDIGO, inks=(NIGHT, MIST, JUTE, NIGHT), count=85)
    _bridge(block)
    for row in range(6):
        for column in range(9):
            if (row, column) in {(0, 0), (0, 8), (0, 7), (1, 8)}:
                continue
            ink = CARGO[(row * 5 + column * 3 + block.chance.randrange(3)) % len(CARGO)]
            container(block, 318 + column * 96, 196 + row * 62, 94, 62, ink)
    _bow(block)
    for x, y, size in ((180, 300, 46), (250, 372, 32), (1330, 250, 40), (120, 452, 28)):
        gull(block, x, y, size)


def _bridge(block):
    block.rect((420, 130, 1080, 200), JUTE)
    block.rect((330, 116, 1170, 148), INK)
    for x in range(440, 1060, 52):
        block.rect((x, 160, x + 38, 184), NIGHT)
    block.rect((738, 40, 762, 120), INK)
    block.rect((690, 66, 810, 76), INK)
    block.rect((880, 70, 960, 118), NIGHT)


def _bow(block):
    left = smooth([(292, 560), (330, 650), (430, 740), (560, 820), (660, 880), (716, 960)])
    hull = left + [(1500 - x, y) for x, y in reversed(left)]
    block.poly(hull, INK)
    with block.inside(hull):
        block.rect((200, 806, 1300, 1000), VERMILION)
        block.rect((200, 798, 1300, 808), JUTE)
        right = [(760, 556), (1260, 556), (1260, 980), (752, 980)]
        block.hatch(right, NIGHT, 15, 6, 62)
        block.cut((750, 560), (750, 990), 14, MIST)
    for x in (560, 940):
        block.disc(x, 668, 20, MIST)
        block.rect((x - 7, 668, x + 7, 716), MIST)
    block.rect((286, 548, 1214, 568), INK)
    for side in (-1, 1):
        for i in range(7):
            far, level = 120 + i * 62, 948 - i * 17 + block.jitter(5)
            start, end = 750 + side * (40 + i * 26), 750 + side * (far + 190)
            block.cut((start, level + 20), (end, level + 36), 17 - i, JUTE)


def world_harbour(block):
    """A lighthouse over a foreign harbour at night."""
    block.rect((0, 0, 1500, 700), NIGHT)
    block.ruled((0, 10, 1500, 560), 17, 4, INK)
    block.poly([(330, 236), (1500, 40), (1500, 300)], HAZE)
    block.hatch([(330, 236), (1500, 40), (1500, 300)], JUTE, 18, 5, 2)
    _hill_town(block)
    block.water(690, 1000, ground=INDIGO, inks=(NIGHT, MIST, INK, NIGHT), count=85)
    for x, y, long in ((700, 730, 130), (930, 752, 180), (820, 790, 220), (1180, 742, 150)):
        block.cut((x, y), (x + long, y), 9, JUTE)
    _steamer(block)
    _lighthouse(block)


def _hill_town(block):
    block.poly(smooth([(420, 700), (700, 560), (980, 470), (1260, 540), (1560, 690)]), INK)
    for row, (y, left, right) in enumerate(((640, 560, 1490), (588, 700, 1400), (540, 840, 1230))):
        x = left + 12 * row
        while x < right:
            width, high = block.chance.uniform(44, 78), block.chance.uniform(44, 82)
            wall = (MIST, INDIGO, HAZE, STRAW)[block.chance.randrange(4)]
            block.rect((x, y + 50 - high, x + width, y + 52), wall)
            block.poly(
                [
                    (x - 4, y + 50 - high),
                    (x + width / 2, y + 28 - high),
                    (x + width + 4, y + 50 - high),
                ],
                INK,
            )
            for at in range(int(x) + 9, int(x + width) - 12, 20):
                block.rect((at, y + 64 - high, at + 9, y + 78 - high), NIGHT)
            x += width + 5
    block.poly([*arc(1010, 470, 56, 74, 180, 360), (1066, 520), (954, 520)], HAZE)
    block.stroke([(1010, 400), (1010, 350)], 7, HAZE)
    block.rect((540, 690, 1500, 704), INK)


def _steamer(block):
    block.poly([(860, 812), (1440, 812), (1392, 892), (916, 892)], INK)
    block.rect((990, 762, 1330, 812), JUTE)
    block.rect((1050, 722, 1270, 764), JUTE)
    for x in range(1006, 1320, 40):
        block.disc(x, 788, 9, NIGHT)
    for x in (1090, 1180):
        block.rect((x, 640, x + 46, 724), INK)
        block.rect((x, 660, x + 46, 682), MIST)
    for x in (930, 1370):
        block.stroke([(x, 814), (x, 640)], 8, INK)
    block.stroke([(930, 646), (1140, 640), (1370, 646)], 3, INK)


def _lighthouse(block):
    rock = smooth([(-20, 760), (120, 730), (330, 742), (480, 800), (620, 900), (700, 1010)])
    block.poly([*rock, (-20, 1010)], INK)
    for i in range(9):
        y = 780 + i * 26
        block.cut((20 + i * 14, y), (300 + i * 26, y + 14), 8, INDIGO)
    tower = [(200, 748), (226, 290), (334, 290), (360, 748)]
    block.poly(tower, JUTE)
    with block.inside(tower):
        for y in range(330, 748, 152):
            block.rect((100, y, 460, y + 76), VERMILION)
        block.hatch([(300, 280), (370, 280), (370, 760), (310, 760)], STRAW, 12, 3, 20)
    block.rect((200, 276, 360, 296), INK)
    block.rect((236, 196, 324, 278), JUTE)
    for x in (236, 262, 292, 318):
        block.rect((x, 196, x + 7, 278), INK)
    block.poly([(222, 198), (280, 138), (338, 198)], INK)
    block.rect((262, 690, 298, 748), INK)


def ferry_fog(block):
    """A river launch half hidden in fog."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.ruled((0, 8, 1500, 330), 19, 4, JUTE)
    block.sun(1150, 236, 88)
    tree_line(block, 520, 20, 60, HAZE)
    block.water(560, 1000, ground=HAZE, inks=(MIST, JUTE, MIST), count=70)
    _launch(block)
    for x, y, long, wide in (
        (780, 210, 800, 22),
        (-60, 330, 760, 26),
        (940, 268, 700, 16),
        (-90, 566, 900, 54),
        (640, 520, 1000, 34),
        (280, 430, 520, 14),
        (500, 668, 1100, 30),
        (-100, 720, 620, 26),
    ):
        block.cut((x, y), (x + long, y), wide, JUTE)
    _dinghy(block)


def _launch(block):
    hull = smooth([(150, 560), (240, 610), (360, 640), (1250, 640), (1340, 560)])
    block.poly([*hull, (1290, 556), (220, 556)], NIGHT)
    block.rect((250, 600, 1300, 612), HAZE)
    for deck, (left, right) in enumerate(((230, 1290), (270, 1250), (340, 1150))):
        top = 480 - deck * 84
        block.rect((left, top, right, top + 80), MIST)
        block.rect((left - 14, top, right + 14, top + 13), NIGHT)
        block.rect((left, top + 54, right, top + 62), INDIGO)
        for x in range(left, right + 1, 46):
            block.rect((x, top, x + 7, top + 82), INDIGO)
    block.rect((350, 256, 520, 314), NIGHT)
    for x in (368, 416, 464):
        block.rect((x, 270, x + 34, 296), HAZE)
    block.poly([(860, 316), (870, 206), (950, 206), (960, 316)], NIGHT)
    block.rect((868, 230, 952, 250), HAZE)
    block.stroke([(300, 480), (300, 200)], 7, NIGHT)


def _dinghy(block):
    hull = smooth([(330, 846), (470, 892), (690, 896), (850, 836)])
    block.poly([*hull, *smooth([(850, 836), (690, 870), (470, 868), (330, 846)])], INK)
    block.poly([*arc(590, 872, 92, 62, 180, 360)], BARK)
    block.hatch(arc(590, 872, 92, 62, 180, 360), JUTE, 14, 4, 60)
    block.poly([(770, 866), (782, 780), (806, 780), (812, 860)], PINE)
    block.disc(796, 764, 17, INK)
    block.stroke([(800, 800), (880, 950)], 7, INK)
    block.cut((300, 918), (930, 918), 12, MIST)
