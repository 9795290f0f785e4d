"""Pictures of sport: a football pitch, a cricket ground at night, bat and ball."""

import math

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
    SAGE,
    SAND,
    STRAW,
    VERMILION,
    arc,
    between,
    smooth,
    turned,
)


def football_pitch(block):
    """A football by the corner flag, the goal and the stand beyond."""
    block.sky(330)
    _stand(block)
    block.rect((0, 470, 1500, 1000), GREEN)
    for i in range(0, 14, 2):
        left, right = 750 + (i - 7) * 110, 750 + (i - 6) * 110
        far_left, far_right = 750 + (i - 7) * 420, 750 + (i - 6) * 420
        block.poly([(left, 470), (right, 470), (far_right, 1000), (far_left, 1000)], SAGE)
    block.rect((0, 520, 1500, 528), JUTE)
    block.stroke([(420, 524), (300, 610), (1200, 610), (1080, 524)], 8, JUTE)
    _goal(block)
    block.stroke([(-20, 880), (1520, 846)], 16, JUTE)
    block.stroke([(176, 876), (440, 1010)], 16, JUTE)
    block.stroke(arc(184, 878, 330, 110, -4, 57), 14, JUTE)
    _corner_flag(block, 180, 880)
    _football(block, 960, 800, 158)


def _stand(block):
    block.poly([(0, 250), (1500, 250), (1500, 480), (0, 480)], INDIGO)
    block.poly([(-10, 170), (1510, 170), (1510, 214), (-10, 240)], INK)
    for x in range(60, 1500, 230):
        block.rect((x, 200, x + 10, 300), INK)
    for row in range(9):
        y = 268 + row * 21
        for x in range(-4 + (row % 2) * 12, 1500, 25):
            ink = (NIGHT, MIST, JUTE, NIGHT, STRAW, INK)[block.chance.randrange(6)]
            block.disc(x + block.jitter(3), y, 8, ink)
    block.rect((0, 452, 1500, 474), INK)


def _goal(block):
    block.poly([(500, 300), (1000, 300), (950, 500), (550, 500)], NIGHT)
    for i in range(15):
        x = 512 + i * 34
        block.stroke([(x, 300), (550 + i * 28.6, 506)], 3, JUTE)
    for y in range(324, 520, 24):
        block.rect((506, y, 994, y + 3), JUTE)
    block.stroke([(500, 528), (500, 292), (1000, 292), (1000, 528)], 17, JUTE)


def _corner_flag(block, x, foot):
    block.stroke([(x, foot), (x + 14, 330)], 17, INK)
    flag = smooth([(x + 18, 326), (x + 110, 350), (x + 190, 328), (x + 280, 366)])
    under = smooth([(x + 280, 366), (x + 210, 420), (x + 130, 500), (x + 22, 520)])
    block.poly(flag + under, VERMILION)
    for i in range(4):
        block.cut((x + 44 + i * 44, 352 + i * 6), (x + 60 + i * 40, 490 - i * 26), 10, BRICK)
    block.oval(x, foot + 4, 36, 11, PINE)


def _football(block, x, y, radius):
    block.oval(x + 30, y + radius * 0.98, radius * 1.1, radius * 0.2, PINE)
    ball = arc(x, y, radius, radius)
    block.disc(x, y, radius, JUTE)
    with block.inside(ball):
        heart = arc(x - 14, y - 10, radius * 0.36, radius * 0.36, -90, 270, 5)
        block.poly(heart, INK)
        for i in range(5):
            angle = math.radians(-90 + i * 72)
            here = (
                x - 14 + math.cos(angle) * radius * 0.36,
                y - 10 + math.sin(angle) * radius * 0.36,
            )
            far = (
                x - 14 + math.cos(angle) * radius * 0.72,
                y - 10 + math.sin(angle) * radius * 0.72,
            )
            block.stroke([here, far], 8, INK)
            outer = (
                x - 10 + math.cos(angle) * radius * 0.98,
                y - 8 + math.sin(angle) * radius * 0.98,
            )
            block.poly(
                turned(arc(*outer, radius * 0.3, radius * 0.3, 0, 360, 5), outer, 90 + i * 72), INK
            )
            turn = math.radians(-54 + i * 72)
            knot = (x - 12 + math.cos(turn) * radius * 0.78, y - 9 + math.sin(turn) * radius * 0.78)
            after = math.radians(-90 + (i + 1) * 72)
            block.stroke(
                [
                    far,
                    knot,
                    (
                        x - 14 + math.cos(after) * radius * 0.72,
                        y - 10 + math.sin(after) * radius * 0.72,
                    ),
                ],
                7,
                INK,
            )
        shade = [
            *arc(x, y, radius, radius, -50, 110),
            *arc(x - 30, y - 20, radius * 0.86, radius * 0.9, 110, -50),
        ]
        block.hatch(shade, BARK, 12, 4, 40)
    block.ring(x, y, radius, 8, INK)


def cricket_stadium(block):
    """A cricket ground under floodlights, full to the last row."""
    block.rect((0, 0, 1500, 620), NIGHT)
    block.ruled((0, 12, 1500, 500), 20, 4, INK)
    for x, lean in ((190, 1), (1310, -1)):
        block.poly(
            [
                (x - 90, 130),
                (x + 90, 130),
                (x + 300 + lean * 420, 700),
                (x - 300 + lean * 420, 700),
            ],
            INDIGO,
        )
    _terraces(block)
    for x in (190, 1310):
        _floodlight(block, x)
    field = [*arc(750, 900, 1040, 330, 180, 360)]
    block.poly([*field, (1790, 1010), (-290, 1010)], GREEN)
    with block.inside([*field, (1790, 1010), (-290, 1010)]):
        for i in range(-8, 9, 2):
            block.poly(
                [
                    (750 + i * 60, 540),
                    (750 + (i + 1) * 60, 540),
                    (750 + (i + 1) * 210, 1010),
                    (750 + i * 210, 1010),
                ],
                SAGE,
            )
    for point in arc(750, 905, 960, 280, 190, 350, 60):
        block.disc(*point, 5, JUTE)
    _pitch(block)
    for x, y, size in (
        (420, 760, 1.0),
        (1090, 720, 0.9),
        (560, 650, 0.7),
        (960, 880, 1.2),
        (240, 880, 1.2),
    ):
        _fielder(block, x, y, size)


def _terraces(block):
    outer, inner = arc(750, 800, 1080, 430, 180, 360, 120), arc(750, 860, 1020, 300, 180, 360, 120)
    block.poly([*outer, *inner[::-1]], MIST)
    with block.inside([*outer, *inner[::-1]]):
        for row in range(8):
            t = row / 7
            seats = arc(750, 802 + 58 * t, 1076 - 56 * t, 420 - 112 * t, 196, 344, 150)
            for x, y in seats:
                ink = (INDIGO, NIGHT, JUTE, INK, STRAW, INDIGO, VERMILION)[
                    block.chance.randrange(7)
                ]
                block.rect((x - 5, y - 6, x + 5, y + 6), ink)
    roof = arc(750, 790, 1100, 440, 180, 360, 80)
    block.stroke(roof, 16, INK)
    block.stroke(inner, 16, INK)


def _floodlight(block, x):
    block.taper([(x, 640), (x, 150)], 26, 15, INK)
    block.rect((x - 120, 50, x + 120, 170), INK)
    for row in range(2):
        for i in range(5):
            block.disc(x - 90 + i * 45, 84 + row * 52, 18, JUTE)


def _pitch(block):
    block.poly([(690, 640), (810, 640), (900, 1010), (600, 1010)], STRAW)
    block.hatch([(690, 640), (810, 640), (900, 1010), (600, 1010)], BARK, 34, 4, 0)
    block.rect((672, 682, 828, 688), JUTE)
    for x in (736, 750, 764):
        block.rect((x - 4, 610, x + 4, 676), JUTE)
    block.rect((732, 606, 768, 612), INK)
    block.disc(1010, 560, 24, VERMILION)
    block.cut((790, 640), (980, 566), 9, JUTE)


def _fielder(block, x, y, size):
    block.poly(
        [
            (x - 15 * size, y),
            (x + 15 * size, y),
            (x + 20 * size, y + 62 * size),
            (x - 20 * size, y + 62 * size),
        ],
        JUTE,
    )
    block.rect((x - 15 * size, y - 44 * size, x + 15 * size, y + 4 * size), JUTE)
    block.rect((x - 2 * size, y + 20 * size, x + 2 * size, y + 62 * size), INK)
    block.disc(x, y - 58 * size, 13 * size, INK)
    block.oval(x + 22 * size, y + 66 * size, 44 * size, 6 * size, PINE)


def cricket_still(block):
    """A bat leaning on the stumps, a red ball in front."""
    block.sky(640, ground=HAZE, lines=MIST, gap=20)
    block.poly(
        smooth(
            [(-20, 560), (300, 500), (640, 540), (1000, 490), (1520, 550), (1520, 700), (-20, 700)]
        ),
        SAGE,
    )
    block.rect((0, 640, 1500, 1000), GREEN)
    block.poly([(380, 640), (1120, 640), (1480, 1000), (20, 1000)], SAND)
    for i in range(20):
        y = 670 + i * 17
        x = block.chance.uniform(120, 900)
        block.cut((x, y), (x + block.chance.uniform(120, 420), y), 5, STRAW)
    block.stroke([(60, 846), (1440, 846)], 12, JUTE)
    for x in (620, 740, 860):
        _stump(block, x)
    for left in (604, 724 + 14):
        block.rect((left, 168, left + 134, 188), INK)
        block.rect((left + 6, 172, left + 128, 180), STRAW)
    _bat(block)
    _ball(block, 420, 836, 112)


def _stump(block, x):
    block.oval(x + 50, 826, 90, 13, STRAW)
    block.rect((x - 24, 184, x + 24, 826), INK)
    block.rect((x - 17, 190, x + 17, 822), STRAW)
    block.rect((x + 3, 190, x + 17, 822), BARK)
    for y in (230, 250, 700):
        block.rect((x - 17, y, x + 17, y + 7), INK)


def _bat(block):
    def at(points):
        return [(x - 58, y) for x, y in turned(points, (1180, 880), -17)]

    blade = smooth(
        [
            (1080, 420),
            (1110, 376),
            (1160, 350),
            (1200, 350),
            (1250, 376),
            (1280, 420),
            (1284, 800),
            (1260, 880),
            (1100, 880),
            (1076, 800),
        ],
        5,
        closed=True,
    )
    block.poly(at([(1156, 60), (1204, 60), (1204, 380), (1156, 380)]), NIGHT)
    block.hatch(at([(1156, 60), (1204, 60), (1204, 330), (1156, 330)]), MIST, 18, 5, 20)
    block.poly(at(blade), JUTE)
    block.hatch(
        at([(1200, 380), (1278, 420), (1280, 800), (1256, 870), (1200, 870)]), STRAW, 15, 5, 62
    )
    block.stroke([*at(blade), at(blade)[0]], 11, INK)
    block.stroke(at([(1180, 360), (1180, 860)]), 4, BARK)
    block.poly(at([(1084, 500), (1276, 500), (1276, 560), (1084, 560)]), INDIGO)
    block.poly(at([(1084, 580), (1276, 580), (1276, 596), (1084, 596)]), INDIGO)
    block.poly(at(arc(1180, 62, 32, 20)), INK)


def _ball(block, x, y, radius):
    block.oval(x + 40, y + radius * 0.94, radius * 1.25, 22, BARK)
    block.disc(x, y, radius, VERMILION)
    shade = [
        *arc(x, y, radius, radius, -40, 140),
        *arc(x - 20, y - 14, radius * 0.86, radius * 0.86, 140, -40),
    ]
    block.hatch(shade, BRICK, 13, 6, 40)
    for reach in (-16, 16):
        seam = [
            between(p, (p[0] + reach, p[1]), 1)
            for p in smooth([(x - 30, y - 106), (x + 26, y), (x - 30, y + 106)], 8)
        ]
        block.stroke(seam, 4, JUTE)
        for px, py in seam[1::2]:
            block.stroke([(px - 10, py - 3), (px + 10, py + 3)], 5, JUTE)
    block.ring(x, y, radius, 8, INK)
    block.cut((x - 74, y + 20), (x - 54, y - 60), 15, SAND)
