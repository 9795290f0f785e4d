"""Pictures of moving about: the metro, a rickshaw, a bridge, an airport."""

import itertools
import math

from .figures import bush, tree_line
from .woodcut import (
    BARK,
    BRICK,
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
    between,
    smooth,
)


def metro_rail(block):
    """A metro train on its viaduct before the towers of the city."""
    block.sky(420)
    _skyline(block)
    block.rect((0, 862, 1500, 1000), GREEN)
    for x in (60, 400, 740, 1080, 1420):
        block.poly(
            [
                (x - 100, 690),
                (x + 100, 690),
                (x + 38, 780),
                (x + 34, 1000),
                (x - 34, 1000),
                (x - 38, 780),
            ],
            NIGHT,
        )
        block.hatch(
            [(x, 690), (x + 100, 690), (x + 38, 780), (x + 34, 1000), (x + 4, 1000)], INK, 13, 5, 0
        )
    block.rect((0, 636, 1500, 700), INK)
    block.rect((0, 648, 1500, 655), MIST)
    for x in range(-30, 1560, 96):
        bush(block, x + block.jitter(20), 950 + block.jitter(22), 74, PINE)
    _train(block)
    block.ruled((0, 984, 1500, 1000), 8, 4, INK)


def _skyline(block):
    x = -20
    while x < 1500:
        wide = block.chance.uniform(76, 132)
        top = block.chance.uniform(200, 480)
        wall = (MIST, STRAW, HAZE, SAND, MIST)[block.chance.randrange(5)]
        block.rect((x, top, x + wide, 880), wall)
        if block.chance.random() < 0.35:
            block.rect((x + wide * 0.4, top - 50, x + wide * 0.46, top), INK)
        pane = INDIGO if wall in (MIST, HAZE) else BARK
        for y in range(int(top) + 22, 640, 40):
            for at in range(int(x) + 14, int(x + wide) - 16, 30):
                if block.chance.random() < 0.72:
                    block.rect((at, y, at + 14, y + 20), pane)
        x += wide + block.chance.uniform(-8, 14)


def _train(block):
    nose = smooth([(1180, 498), (1290, 504), (1370, 552), (1398, 632)])
    block.poly([(150, 498), *nose, (150, 632)], JUTE)
    block.poly([(1248, 516), *smooth([(1284, 520), (1326, 544), (1348, 580)]), (1248, 580)], NIGHT)
    block.rect((150, 594, 1388, 614), VERMILION)
    for x in range(170, 1190, 128):
        block.rect((x, 524, x + 84, 572), NIGHT)
        block.cut((x + 12, 566), (x + 46, 530), 9, MIST)
    for x in (150, 494, 838):
        block.rect((x - 5, 498, x + 5, 634), INK)
    block.stroke([(150, 632), (150, 498), *nose], 7, INK)
    block.rect((150, 628, 1400, 640), INK)
    block.stroke([(460, 498), (500, 456), (540, 498)], 6, INK)
    block.stroke([(0, 452), (1500, 452)], 4, INK)


def rickshaw_street(block):
    """A cycle rickshaw with a red hood in an old street hung with wires."""
    block.rect((0, 0, 1500, 1000), SAND)
    _old_houses(block)
    for start, end, sag in ((30, 130, 150), (70, 60, 90), (110, 190, 120), (10, 40, 60)):
        wire = smooth(
            [(-10, start), (500, start + sag), (1050, (start + end) / 2 + sag), (1510, end)]
        )
        block.stroke(wire, 5, INK)
    block.rect((1332, 0, 1354, 800), INK)
    block.rect((1270, 90, 1416, 106), INK)
    block.rect((0, 790, 1500, 1000), BARK)
    block.rect((0, 790, 1500, 806), INK)
    for i in range(16):
        y = 830 + i * 11
        x = block.chance.uniform(-100, 1300)
        block.cut((x, y), (x + block.chance.uniform(160, 480), y), 6, STRAW)
    _rickshaw(block)


def _old_houses(block):
    for x, wide, top, wall in (
        (-10, 330, 180, HAZE),
        (320, 250, 60, STRAW),
        (570, 360, 240, MIST),
        (930, 260, 120, STRAW),
        (1190, 330, 220, HAZE),
    ):
        block.rect((x, top, x + wide, 800), wall)
        block.rect((x - 8, top - 18, x + wide + 8, top + 8), INK)
        for y in range(top + 60, 600, 190):
            for at in range(x + 34, x + wide - 70, 104):
                block.poly(
                    [*arc(at + 32, y + 30, 32, 30, 180, 360), (at + 64, y + 112), (at, y + 112)],
                    NIGHT,
                )
                block.rect((at - 8, y + 112, at + 72, y + 122), INK)
                block.rect((at + 29, y, at + 35, y + 112), wall)
        block.rect((x + 20, 640, x + wide - 20, 792), NIGHT)
        block.ruled((x + 20, 652, x + wide - 20, 792), 20, 5, INDIGO)


def _rickshaw(block):
    _wheel(block, 430, 800, 132)
    _wheel(block, 1060, 800, 132)
    hood = smooth([(300, 610), (280, 470), (350, 350), (480, 310), (590, 350), (612, 400)])
    block.poly([*hood, (520, 610)], VERMILION)
    for x, y in ((300, 430), (390, 340), (500, 314)):
        block.stroke([(512, 606), (x, y)], 9, BRICK)
    block.stroke(hood, 10, INK)
    block.poly([(290, 606), (560, 606), (590, 690), (650, 700), (640, 730), (330, 730)], NIGHT)
    for i in range(6):
        block.disc(330 + i * 46, 664, 13, (JUTE, STRAW)[i % 2])
    block.poly([(520, 470), (548, 470), (556, 600), (508, 600)], INK)
    _passenger(block)
    frame = [(430, 800), (800, 790), (900, 600), (1030, 580), (1060, 800)]
    block.stroke(frame, 14, INK)
    block.stroke([(640, 720), (900, 640)], 14, INK)
    block.stroke([(800, 790), (770, 600)], 12, INK)
    block.stroke([(1030, 590), (1010, 520), (960, 505)], 12, INK, ends="round")
    block.rect((726, 586, 820, 606), INK)
    _puller(block)


def _wheel(block, x, y, radius):
    block.ring(x, y, radius, 13, INK)
    for degrees in range(0, 180, 20):
        dx, dy = radius * math.cos(math.radians(degrees)), radius * math.sin(math.radians(degrees))
        block.stroke([(x - dx, y - dy), (x + dx, y + dy)], 3, INK)
    block.disc(x, y, 18, INK)
    block.stroke(arc(x, y, radius + 22, radius + 22, 200, 330), 10, INK)


def _passenger(block):
    block.poly(
        smooth(
            [
                (430, 610),
                (420, 500),
                (470, 460),
                (520, 500),
                (580, 600),
                (640, 616),
                (640, 690),
                (600, 690),
                (590, 640),
                (480, 640),
            ],
            closed=True,
        ),
        MIST,
    )
    block.oval(478, 424, 29, 37, INK)
    block.poly(
        smooth(
            [(446, 440), (450, 390), (490, 378), (506, 400), (474, 420), (470, 480)], closed=True
        ),
        INDIGO,
    )


def _puller(block):
    block.taper([(790, 590), (880, 690), (830, 800)], 52, 24, INK)
    block.poly([(744, 560), (836, 560), (916, 660), (880, 720), (770, 640)], GREEN)
    block.hatch([(744, 560), (836, 560), (916, 660), (880, 720), (770, 640)], JUTE, 18, 4, 40)
    block.poly(
        smooth([(750, 580), (760, 440), (830, 390), (880, 420), (850, 580)], closed=True), JUTE
    )
    block.hatch([(750, 580), (756, 450), (800, 410), (800, 580)], STRAW, 12, 4, 60)
    block.stroke([(840, 440), (900, 520), (962, 508)], 26, INK, ends="round")
    block.oval(874, 366, 32, 40, INK)
    block.poly([(834, 352), (850, 326), (896, 322), (912, 352)], STRAW)
    block.rect((790, 800, 866, 814), INK)


def bridge(block):
    """A great steel truss bridge reaching over a river to the far bank."""
    block.sky(520)
    block.sun(360, 330, 96)
    tree_line(block, 560, 10, 34, GREEN)
    block.water(556, 1000, count=85)
    for t in (0.92, 0.82, 0.7, 0.55, 0.34):
        _pier(block, t)
    top, deck, low = (_truss_edge(level) for level in (0, 1, 2))
    block.poly([deck[0], deck[1], low[1], low[0]], INK)
    _truss(block, top, deck)
    block.poly([*_edge_band(deck, 0, 0.1)], HAZE)
    hull = smooth([(190, 846), (300, 892), (470, 892), (570, 836)])
    block.poly([*hull, (470, 868), (300, 868)], INK)
    block.poly(smooth([(380, 850), (384, 700), (480, 760), (500, 846)]), JUTE)
    block.stroke([(380, 866), (380, 690)], 8, INK)
    block.cut((170, 912), (640, 912), 12, JUTE)


def _truss_edge(level):
    near = (1520, (60, 430, 560)[level])
    far = (180, (520, 552, 562)[level])
    return near, far


def _edge_band(edge, drop_from, drop_to):
    (nx, ny), (fx, fy) = edge
    return [
        (nx, ny + 50 * drop_from + 14),
        (fx, fy + 3),
        (fx, fy + 4),
        (nx, ny + 50 * drop_to + 30),
    ]


def _truss(block, top, deck):
    bays = 13
    shares = [1 - (1 - i / bays) ** 1.75 for i in range(bays + 1)]
    for i, (a, b) in enumerate(itertools.pairwise(shares)):
        width = 26 * (1 - a) ** 1.2 + 3
        up, down = (top, deck) if i % 2 else (deck, top)
        block.stroke([between(*up, a), between(*down, b)], width, INK)
        block.stroke([between(*top, a), between(*deck, a)], width * 0.6, INK)
    block.taper([between(*top, s / 20) for s in range(21)], 44, 5, INK)
    block.taper([between(*deck, s / 20) for s in range(21)], 40, 5, INK)
    block.taper([between((1520, 50), (180, 519), s / 20) for s in range(21)], 8, 1, MIST)


def _pier(block, t):
    x, y = between((1520, 500), (180, 556), t)
    size = 1 - t
    foot = 572 + 380 * size**1.3
    half = 14 + 92 * size
    block.poly(
        [(x - half * 1.3, y), (x + half * 1.3, y), (x + half, foot), (x - half, foot)], NIGHT
    )
    block.hatch([(x, y), (x + half * 1.3, y), (x + half, foot), (x, foot)], INK, 14, 5, 0)
    block.oval(x, foot, half * 1.7, half * 0.34, INK)
    block.cut(
        (x - half * 2.4, foot + half * 0.36),
        (x + half * 2.6, foot + half * 0.36),
        6 + 9 * size,
        JUTE,
    )


def airport(block):
    """An airliner climbing over the control tower and the runway."""
    block.sky(700)
    block.rect((0, 690, 1500, 1000), GREEN)
    tree_line(block, 700, 8, 30, PINE)
    _terminal(block)
    block.poly([(640, 720), (760, 720), (1420, 1000), (240, 1000)], INK)
    for near in (0.1, 0.24, 0.44, 0.74):
        y, half = 720 + 280 * near, 4 + 20 * near
        centre = 700 + 130 * near
        block.poly(
            [
                (centre - half, y),
                (centre + half, y),
                (centre + half * 2 + 12, y + 66 * near + 10),
                (centre - half * 1.4, y + 66 * near + 10),
            ],
            JUTE,
        )
    for side in (-1, 1):
        for i in range(6):
            near = (i + 1) / 6
            block.disc(
                700 + 130 * near + side * (84 + 540 * near), 722 + 262 * near, 4 + 10 * near, STRAW
            )
    _control_tower(block)
    _airliner(block)


def _terminal(block):
    for i in range(4):
        x = 30 + i * 150
        block.poly(arc(x + 75, 640, 75, 60, 180, 360), INDIGO)
    block.rect((30, 638, 630, 716), MIST)
    for x in range(46, 620, 42):
        block.rect((x, 650, x + 26, 716), NIGHT)
    block.rect((20, 630, 640, 644), INK)


def _control_tower(block):
    block.poly([(1196, 716), (1216, 420), (1284, 420), (1304, 716)], NIGHT)
    block.hatch([(1250, 420), (1284, 420), (1304, 716), (1252, 716)], MIST, 20, 5, 0)
    block.poly([(1140, 330), (1360, 330), (1320, 424), (1180, 424)], INK)
    block.poly([(1158, 344), (1342, 344), (1318, 396), (1182, 396)], MIST)
    for x in (1200, 1250, 1296):
        block.rect((x, 340, x + 8, 400), INK)
    block.rect((1126, 310, 1374, 334), INK)
    block.rect((1246, 210, 1254, 312), INK)
    block.disc(1250, 206, 13, INK)


def _airliner(block):
    def at(points):
        return turned_up([(560 + x * 1.12, 320 + y * 1.12) for x, y in points])

    body = smooth(
        [
            (430, 0),
            (400, -32),
            (320, -48),
            (-260, -48),
            (-400, -14),
            (-410, 6),
            (-240, 46),
            (330, 46),
            (412, 26),
        ],
        closed=True,
    )
    block.poly(at([(-60, -40), (-210, -150), (-160, -150), (90, -40)]), INDIGO)
    block.poly(at([(-400, -10), (-420, -190), (-340, -190), (-230, -46)]), VERMILION)
    block.poly(at(body), JUTE)
    belly = [(425, 8), (400, 30), (330, 46), (-240, 46), (-405, 4)]
    block.poly(at(smooth(belly)), MIST)
    block.stroke([*at(body), at(body)[0]], 8, INK)
    for x in range(-220, 320, 38):
        block.poly(at([(x, -22), (x + 18, -22), (x + 18, 0), (x, 0)]), INK)
    block.poly(at([(360, -30), (402, -24), (416, -8), (366, -8)]), INK)
    block.poly(at([(120, 10), (-190, 190), (-250, 190), (-80, 10)]), INK)
    block.poly(
        at(
            smooth([(20, 84), (-80, 84), (-90, 110), (-80, 134), (20, 130), (36, 108)], closed=True)
        ),
        NIGHT,
    )
    block.poly(at([(-330, 0), (-460, 62), (-500, 62), (-400, 0)]), INK)


def turned_up(points):
    """Tilt points into the climb of the airliner."""
    cos, sin = math.cos(math.radians(-14)), math.sin(math.radians(-14))
    return [
        (600 + (x - 600) * cos - (y - 330) * sin, 330 + (x - 600) * sin + (y - 330) * cos)
        for x, y in points
    ]
