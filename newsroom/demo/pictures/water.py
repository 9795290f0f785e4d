"""Pictures of water and weather: a threatened embankment, a cyclone shore, sails on a river."""

from .figures import hut, palm, person, tree_line
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
    between,
    smooth,
)


def flood_embankment(block):
    """Villagers raising an embankment with sandbags, huts already in the water."""
    block.rect((0, 0, 1500, 460), MIST)
    block.ruled((0, 10, 1500, 400), 21, 6, HAZE)
    tree_line(block, 440, 14, 50, PINE)
    block.water(436, 1000, ground=INDIGO, inks=(NIGHT, MIST, HAZE, NIGHT), count=80)
    for x, base, wide in ((120, 560, 210), (470, 500, 130), (40, 760, 300)):
        hut(block, x, base, wide, STRAW, VERMILION if base == 560 else NIGHT, door=False)
        block.rect((x - wide * 0.12, base - wide * 0.14, x + wide * 1.12, base + 4), INDIGO)
        block.cut(
            (x - wide * 0.2, base - wide * 0.14), (x + wide * 1.2, base - wide * 0.14), 9, JUTE
        )
    palm(block, 400, 640, 330, lean=0.05)
    _bank(block)
    for x, foot, size, ink, hands in (
        (800, 640, 220, JUTE, ((-0.3, 0.62), (0.34, 0.6))),
        (960, 590, 190, GREEN, ((-0.3, 0.6), (0.34, 0.6))),
        (1110, 550, 170, MIST, ((-0.3, 0.62), (0.3, 0.62))),
        (1240, 516, 150, STRAW, ((-0.3, 0.6), (0.3, 0.5))),
    ):
        person(block, x, foot, size, top=ink, bottom=NIGHT, hands=hands)
    for x, y in ((874, 500), (1030, 470), (1170, 444)):
        _bag(block, x - 34, y, 74, 38)
    for _ in range(44):
        x, y = block.chance.uniform(0, 1600), block.chance.uniform(-20, 900)
        block.cut((x, y), (x - 26, y + 90), 4, JUTE)


def _bank(block):
    ridge = smooth([(380, 1010), (700, 740), (1000, 620), (1300, 530), (1520, 480)])
    block.poly([*ridge, (1520, 1010)], GREEN)
    for i in range(9):
        start = between((820, 800), (1240, 1010), i / 9)
        block.cut(start, (start[0] + 900, start[1] - 220 + i * 8), 10, PINE)
    shares = [(i / 17) ** 1.25 for i in range(18)]
    for row in range(4):
        for share in reversed(shares):
            x, y = ridge[round(share * (len(ridge) - 1))] if share else ridge[0]
            size = 150 - 106 * share
            x += (row % 2) * size * 0.45 - size * 0.5
            _bag(block, x, y - size * (0.2 + 0.36 * row), size, size * 0.46)


def _bag(block, x, y, wide, high):
    shape = smooth(
        [
            (x, y + high * 0.2),
            (x + wide * 0.5, y),
            (x + wide, y + high * 0.2),
            (x + wide, y + high * 0.85),
            (x + wide * 0.5, y + high),
            (x, y + high * 0.85),
        ],
        5,
        closed=True,
    )
    block.poly(shape, SAND)
    block.cut(
        (x + wide * 0.3, y + high * 0.78), (x + wide * 0.95, y + high * 0.7), high * 0.2, STRAW
    )
    block.stroke([*shape, shape[0]], max(3, wide * 0.045), INK)


def cyclone_coast(block):
    """A cyclone shore: palms bent by the gale, a shelter on stilts, three warning flags."""
    block.rect((0, 0, 1500, 1000), NIGHT)
    _storm(block)
    block.water(610, 830, ground=INDIGO, inks=(MIST, JUTE, NIGHT), count=50)
    for y, size, ink in ((650, 150, MIST), (720, 210, JUTE), (800, 290, JUTE)):
        _surf(block, y, size, ink)
    block.poly(
        smooth([(-20, 850), (400, 800), (900, 836), (1520, 780), (1520, 1010), (-20, 1010)]), STRAW
    )
    for i in range(16):
        y = 860 + i * 10
        x = block.chance.uniform(-100, 1200)
        block.cut((x, y), (x + 380, y - 10), 6, BARK)
    _shelter(block)
    palm(block, 180, 900, 560, lean=0.4, wind=0.9, ink=PINE)
    palm(block, 400, 930, 300, lean=0.4, wind=0.94, ink=GREEN)
    palm(block, 30, 960, 380, lean=0.4, wind=0.9, ink=GREEN)
    _flags(block)
    for _ in range(70):
        x, y = block.chance.uniform(-100, 1500), block.chance.uniform(0, 960)
        block.cut((x, y), (x + 110, y + 34), 4, HAZE)


def _storm(block):
    for i in range(11):
        radius = 620 - i * 54
        ink = (INDIGO, INK)[i % 2]
        block.poly(smooth(arc(940 + i * 9, 190 + i * 3, radius, radius * 0.52, 0, 360, 18), 4), ink)
    for i in range(7):
        radius = 560 - i * 72
        block.taper(
            arc(950, 200, radius, radius * 0.5, 200 + i * 47, 400 + i * 47, 30), 15, 1, MIST
        )
    block.oval(1000, 214, 52, 26, HAZE)


def _surf(block, y, size, ink):
    x = -size * block.chance.random()
    while x < 1560:
        crest = smooth(
            [
                (x, y + size * 0.2),
                (x + size * 0.5, y - size * 0.3),
                (x + size * 0.95, y - size * 0.16),
                (x + size * 0.7, y - size * 0.02),
                (x + size, y + size * 0.2),
            ]
        )
        block.poly(crest, ink)
        block.poly([(px + size * 0.02, py + size * 0.1) for px, py in crest], INDIGO)
        x += size


def _shelter(block):
    for x in range(860, 1300, 100):
        block.rect((x, 660, x + 24, 860), INK)
    block.rect((830, 520, 1320, 670), JUTE)
    block.rect((810, 500, 1340, 526), INK)
    block.rect((820, 660, 1330, 682), INK)
    for x in range(862, 1300, 92):
        block.rect((x, 556, x + 50, 616), NIGHT)
    block.hatch([(1200, 526), (1320, 526), (1320, 660), (1230, 660)], STRAW, 13, 4, 60)
    block.poly([(1320, 680), (1340, 680), (1440, 850), (1400, 850)], INK)


def _flags(block):
    block.rect((690, 150, 706, 900), INK)
    for y in (164, 280, 396):
        flag = smooth([(706, y), (780, y + 14), (850, y - 4), (920, y + 16)])
        low = smooth([(912, y + 82), (850, y + 78), (780, y + 98), (706, y + 86)])
        block.poly(flag + low, VERMILION)
        block.poly([(790, y + 28), (838, y + 24), (836, y + 64), (788, y + 70)], INK)


def sailboats_river(block):
    """Sailing boats on a wide river at dawn."""
    block.sky(560)
    block.sun(390, 330, 128)
    block.poly(
        smooth(
            [
                (-20, 540),
                (260, 480),
                (560, 510),
                (840, 468),
                (1160, 520),
                (1520, 476),
                (1520, 580),
                (-20, 580),
            ]
        ),
        GREEN,
    )
    block.ruled((0, 500, 1500, 580), 15, 4, PINE)
    block.water(566, 1000, count=90)
    for i in range(12):
        y = 584 + i * 25
        block.cut((390 - 110 + i * 7 + block.jitter(20), y), (390 + 110 - i * 7, y), 11, VERMILION)
    _sailboat(block, 1130, 640, 0.5)
    _sailboat(block, 700, 850, 1.15)
    _sailboat(block, 250, 640, 0.34)
    hull = smooth([(1060, 876), (1180, 926), (1330, 926), (1450, 862)])
    block.poly([*hull, (1330, 902), (1180, 902)], INK)
    block.poly(arc(1250, 908, 76, 50, 180, 360), BARK)
    block.hatch(arc(1250, 908, 76, 50, 180, 360), JUTE, 13, 4, 60)


def _sailboat(block, x, y, size):
    def at(dx, dy):
        return (x + dx * size, y + dy * size)

    sail = smooth(
        [at(6, -470), at(160, -400), at(240, -250), at(220, -90), at(150, -62), at(6, -80)]
    )
    block.poly(sail, JUTE)
    block.hatch(sail, INDIGO, 20 * max(size, 0.6), max(2, 5 * size), 0)
    block.stroke(sail, max(3, 7 * size), INK)
    block.stroke([at(0, 0), at(0, -490)], max(4, 15 * size), INK)
    hull = smooth([at(-250, -40), at(-130, 16), at(0, 36), at(130, 16), at(260, -60)])
    block.poly(
        [*hull, *smooth([at(260, -60), at(120, -8), at(0, 4), at(-120, -8), at(-250, -40)])], INK
    )
    block.poly(arc(*at(-40, 0), 96 * size, 62 * size, 180, 360), NIGHT)
    block.hatch(
        arc(*at(-40, 0), 96 * size, 62 * size, 180, 360),
        JUTE,
        15 * max(size, 0.6),
        max(2, 4 * size),
        60,
    )
    if size > 0.4:
        block.taper([at(190, -40), at(196, -120)], 26 * size, 20 * size, HAZE)
        block.disc(*at(197, -138), 15 * size, INK)
        block.stroke([at(200, -100), at(290, 50)], 7 * size, INK)
    block.cut(at(-260, 52), at(280, 52), 13 * size, JUTE)
