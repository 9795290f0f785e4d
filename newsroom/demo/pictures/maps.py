"""Pictures seen from above: rivers, a patchwork of districts, the globe."""

import math
import random

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
    SAGE,
    SAND,
    SHADE,
    STRAW,
    VERMILION,
    arc,
    between,
    smooth,
)


def river_map(block):
    """Rivers meeting in a delta, towns beside them, one eroding bank marked in red."""
    block.rect((0, 0, 1500, 1000), SAND)
    _plots(block)
    main = smooth(
        [(620, -40), (700, 140), (640, 300), (740, 470), (690, 620), (780, 780), (760, 1060)]
    )
    left = smooth([(-40, 250), (180, 330), (380, 300), (560, 420), (735, 470)])
    right = smooth([(1540, 90), (1300, 230), (1170, 420), (960, 560), (770, 740)])
    mouths = (
        smooth([(720, 690), (560, 800), (470, 1050)]),
        smooth([(790, 800), (960, 870), (1010, 1050)]),
        smooth([(1080, 470), (1240, 700), (1290, 1050)]),
        smooth([(300, 310), (240, 560), (140, 760), (120, 1050)]),
    )
    courses = (*((m, 30, 62) for m in mouths), (left, 44, 66), (right, 52, 74), (main, 74, 120))
    for course, first, last in courses:
        block.taper(course, first + 18, last + 18, INK)
    for course, first, last in courses:
        block.taper(course, first, last, MIST)
        for share in (-0.2, 0.14):
            block.taper([(x + first * share, y) for x, y in course], 5, 7, INDIGO)
    for x, y in main[13:24]:
        block.cut((x + 62, y), (x + 128, y - 6), 17, VERMILION)
    _towns(block)


def _plots(block):
    """Fields as patches of hatching, and a few hills."""
    for x, y, wide, high, turn, ink in (
        (160, 560, 260, 170, 12, SAGE),
        (930, 150, 300, 180, -14, SAGE),
        (300, 60, 250, 160, 8, STRAW),
        (1180, 700, 260, 190, 10, STRAW),
        (880, 640, 190, 140, -20, SAGE),
        (420, 560, 200, 150, -10, STRAW),
        (1330, 420, 230, 170, 20, SAGE),
        (540, 880, 220, 120, 4, SAGE),
        (-20, 60, 220, 130, 5, SAGE),
    ):
        lean = high * math.tan(math.radians(turn))
        patch = [
            (x, y),
            (x + wide, y + lean),
            (x + wide - lean, y + high + lean),
            (x - lean, y + high),
        ]
        block.poly(patch, ink)
        block.hatch(patch, GREEN if ink == SAGE else BARK, 30, 6, turn)
    for x, y in ((90, 420), (1080, 66), (1270, 600), (400, 440), (1430, 330)):
        block.stroke([(x - 42, y + 40), (x, y - 24), (x + 42, y + 40)], 9, PINE)
        block.hatch([(x, y - 20), (x + 40, y + 40), (x + 4, y + 40)], PINE, 11, 4, 70)


def _towns(block):
    towns = (
        (460, 240),
        (880, 300),
        (560, 580),
        (1210, 300),
        (1000, 700),
        (330, 800),
        (1160, 900),
        (840, 90),
    )
    for i, (x, y) in enumerate(towns):
        size = {1: 40, 4: 62}.get(i, 29)
        block.disc(x, y, size, INK)
        block.disc(x, y, size * 0.8, JUTE)
        block.disc(x, y, size * 0.5, VERMILION if i in (1, 4) else NIGHT)
    block.disc(1390, 890, 66, JUTE)
    block.poly([(1390, 836), (1418, 936), (1390, 912), (1362, 936)], INK)
    block.ring(1390, 890, 72, 6, INK)


def district_map(block):
    """A patchwork of districts, one of them singled out."""
    block.rect((0, 0, 1500, 1000), MIST)
    block.ruled((0, 8, 1500, 1000), 26, 5, INDIGO)
    knots = _knots(block)
    for row, columns in enumerate(
        ((1, 2, 3, 4), (0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (1, 2, 3, 4), (1, 2, 3))
    ):
        for column in columns:
            _district(block, knots, row, column)
    x, y = between(knots[2][3], knots[3][4], 0.5)
    block.disc(x, y, 36, INK)
    block.disc(x, y, 27, JUTE)
    block.disc(x, y, 12, INK)
    block.disc(1370, 150, 74, JUTE)
    block.poly([(1370, 92), (1400, 200), (1370, 174), (1340, 200)], INK)
    block.ring(1370, 150, 80, 7, INK)
    for i in range(5):
        block.rect((1090 + i * 66, 900, 1090 + (i + 1) * 66, 920), INK if i % 2 == 0 else JUTE)


def _knots(block):
    return [
        [(110 + c * 213 + block.jitter(62), 40 + r * 184 + block.jitter(52)) for c in range(7)]
        for r in range(6)
    ]


def _border(start, end):
    """A wavering border between two knots, the same from both sides."""
    first, last = sorted((start, end))
    chance = random.Random(f"{first[0]:.2f} {last[1]:.2f}")  # noqa: S311 - for drawing
    dx, dy = last[0] - first[0], last[1] - first[1]
    points = [first]
    for i in range(1, 6):
        x, y = between(first, last, i / 6)
        push = chance.uniform(-0.1, 0.1)
        points.append((x - dy * push, y + dx * push))
    points = smooth([*points, last], 4)
    return points if first == start else points[::-1]


def _district(block, knots, row, column):
    a, b = knots[row][column], knots[row][column + 1]
    c, d = knots[row + 1][column + 1], knots[row + 1][column]
    edge = [*_border(a, b), *_border(b, c), *_border(c, d), *_border(d, a)]
    chosen = (row, column) == (2, 3)
    ink = VERMILION if chosen else (JUTE, SAGE, STRAW, HAZE, GREEN)[(row * 2 + column * 3) % 5]
    block.poly(edge, ink)
    if not chosen and (row + column) % 2:
        block.hatch(edge, SHADE[ink], 30, 6, (30, 75, -45, 0)[(row * 3 + column) % 4])
    block.stroke([*edge, edge[0]], 9, INK)
    if not chosen:
        block.disc(*between(between(a, c, 0.5), between(b, d, 0.5), 0.5), 10, INK)


LANDS = (
    # Longitude and latitude of coarse coastlines: Eurasia, Africa, Arabia's coast kept in Eurasia.
    (
        (-9, 38),
        (-1, 44),
        (-4, 48),
        (5, 53),
        (9, 57),
        (8, 62),
        (18, 69),
        (30, 70),
        (42, 67),
        (60, 69),
        (73, 72),
        (90, 75),
        (104, 77),
        (115, 73),
        (140, 73),
        (170, 69),
        (178, 64),
        (162, 60),
        (155, 52),
        (142, 55),
        (140, 48),
        (128, 41),
        (126, 35),
        (121, 38),
        (118, 38),
        (122, 31),
        (117, 23),
        (108, 21),
        (109, 12),
        (105, 9),
        (100, 13),
        (103, 2),
        (98, 9),
        (97, 16),
        (91, 22),
        (87, 21),
        (80, 14),
        (77, 8),
        (73, 18),
        (70, 22),
        (66, 25),
        (57, 26),
        (50, 30),
        (48, 30),
        (51, 25),
        (56, 24),
        (59, 22),
        (52, 16),
        (45, 13),
        (39, 21),
        (35, 28),
        (36, 36),
        (28, 37),
        (24, 40),
        (19, 41),
        (13, 45),
        (16, 39),
        (9, 44),
        (0, 38),
        (-5, 36),
    ),
    (
        (-6, 35),
        (10, 37),
        (20, 32),
        (32, 31),
        (37, 21),
        (43, 12),
        (51, 12),
        (41, -2),
        (40, -14),
        (35, -22),
        (31, -30),
        (20, -35),
        (13, -18),
        (12, -5),
        (9, 4),
        (-7, 5),
        (-16, 14),
        (-14, 26),
    ),
    (
        (114, -22),
        (122, -17),
        (131, -12),
        (137, -16),
        (142, -11),
        (146, -19),
        (153, -27),
        (150, -37),
        (140, -38),
        (131, -32),
        (115, -34),
    ),
    ((95, 5), (104, -2), (106, -6), (102, -4)),
    ((109, 1), (117, 6), (118, 1), (114, -4), (110, -2)),
    ((44, -16), (50, -15), (47, -25), (44, -22)),
    ((80, 9), (82, 7), (80, 6)),
    ((131, 33), (140, 36), (142, 42), (137, 36)),
)


def world_globe(block):
    """The globe on its stand, a pin in the Bay of Bengal's head."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.ruled((0, 10, 1500, 820), 22, 5, STRAW)
    block.rect((0, 850, 1500, 1000), INK)
    block.ruled((0, 866, 1500, 1000), 26, 5, NIGHT)
    block.poly([(640, 800), (860, 800), (960, 900), (540, 900)], NIGHT)
    block.stroke(arc(750, 430, 430, 430, -58, 122), 26, INK)
    block.disc(*arc(750, 430, 430, 430, -58, -58)[0], 24, INK)
    block.rect((734, 780, 766, 830), INK)
    block.disc(750, 430, 380, INDIGO)
    for latitude in range(-60, 90, 20):
        line = [_on_globe(longitude, latitude) for longitude in range(-20, 181, 5)]
        block.stroke([p for p in line if p], 4, MIST)
    for longitude in range(-10, 180, 20):
        line = [_on_globe(longitude, latitude) for latitude in range(-85, 86, 5)]
        block.stroke([p for p in line if p], 4, MIST)
    for land in LANDS:
        _land(block, land)
    night = [*arc(750, 430, 380, 380, -80, 100), *arc(750 + 20, 430, 280, 380, 100, -80)]
    block.hatch(night, INK, 15, 5, 28)
    block.ring(750, 430, 386, 13, INK)
    _pin(block)


def _on_globe(longitude, latitude, clamp=False):
    """Return the point as seen from above 72° E, 18° N; None, or the rim, if behind."""
    lam, phi = math.radians(longitude - 72), math.radians(latitude)
    tilt = math.radians(18)
    x = math.cos(phi) * math.sin(lam)
    y = math.cos(tilt) * math.sin(phi) - math.sin(tilt) * math.cos(phi) * math.cos(lam)
    depth = math.sin(tilt) * math.sin(phi) + math.cos(tilt) * math.cos(phi) * math.cos(lam)
    if depth < 0:
        if not clamp:
            return None
        length = math.hypot(x, y)
        x, y = x / length, y / length
    return (750 + 380 * x, 430 - 380 * y)


def _land(block, coast):
    outline = [_on_globe(longitude, latitude, clamp=True) for longitude, latitude in coast]
    outline = smooth(outline, 3, closed=True)
    block.poly(outline, JUTE)
    block.hatch(outline, STRAW, 14, 4, 0)
    block.stroke([*outline, outline[0]], 5, INK)


def _pin(block):
    x, y = _on_globe(90, 23.5)
    block.poly([(x, y), (x - 40, y - 92), (x + 40, y - 92)], VERMILION)
    block.disc(x, y - 112, 50, VERMILION)
    block.disc(x, y - 112, 20, JUTE)
    for reach, angle in ((200, 200), (170, -40), (260, 150)):
        end = (x + reach * math.cos(math.radians(angle)), y + reach * math.sin(math.radians(angle)))
        lift = (between((x, y), end, 0.5)[0], between((x, y), end, 0.5)[1] - 46)
        block.stroke(smooth([(x, y), lift, end]), 6, VERMILION)
        block.disc(*end, 12, VERMILION)
    block.oval(x, y + 2, 15, 8, INK)
