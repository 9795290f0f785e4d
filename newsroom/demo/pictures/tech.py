"""Pictures of technology: a server room, a phone in a hand, a desk with a laptop."""

import itertools

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
    STRAW,
    VERMILION,
    arc,
    between,
    box_points,
    smooth,
    turned,
)


def server_room(block):
    """An aisle of server racks drawn to one vanishing point, one red lamp lit."""
    block.rect((0, 0, 1500, 1000), INK)
    block.poly([(0, 1000), (1500, 1000), (830, 560), (670, 560)], NIGHT)
    block.poly([(380, 0), (1120, 0), (810, 420), (690, 420)], INDIGO)
    for depth in (0, 0.42, 0.68, 0.84):
        left, right = between((470, 0), (720, 420), depth), between((1030, 0), (780, 420), depth)
        low_left, low_right = (
            between((470, 0), (720, 420), depth + 0.1),
            between((1030, 0), (780, 420), depth + 0.1),
        )
        block.poly([left, right, low_right, low_left], JUTE)
    for i in range(9):
        t = 1 - 0.62**i
        a, b = between((0, 1000), (690, 560), t), between((1500, 1000), (810, 560), t)
        block.stroke([a, b], 8 * (1 - t) + 2, INDIGO)
    block.rect((690, 420, 810, 560), MIST)
    block.rect((745, 420, 755, 560), INK)
    edges = (0, 0.36, 0.6, 0.76, 0.87, 0.94)
    for side in (-1, 1):
        for bay, (near, far) in enumerate(itertools.pairwise(edges)):
            _rack(block, side, near, far, bay)


def _rack(block, side, near, far, bay):
    def at(depth, level):
        x = 750 + side * (800 - 740 * depth)
        top, base = -190 + 610 * depth, 1130 - 570 * depth
        return (x, top + (base - top) * level)

    gap = (far - near) * 0.05
    near, far = near + gap, far - gap
    block.poly([at(near, 0), at(far, 0), at(far, 1), at(near, 1)], NIGHT if bay % 2 else INDIGO)
    shade = INK if bay % 2 else NIGHT
    for row in range(16):
        top, low = 0.03 + row * 0.06, 0.03 + row * 0.06 + 0.044
        inner, outer = near + (far - near) * 0.1, far - (far - near) * 0.1
        alarm = side == 1 and bay == 1 and row in (6, 7)
        face = [at(inner, top), at(outer, top), at(outer, low), at(inner, low)]
        block.poly(face, VERMILION if alarm else shade)
        middle = (top + low) / 2
        for lamp in range(3):
            depth = inner + (outer - inner) * (0.16 + lamp * 0.13)
            ink = (SAGE, HAZE, MIST)[block.chance.randrange(3)]
            block.disc(*at(depth, middle), 11 * (1 - near) ** 1.1 + 1, ink)
        if row % 3:
            block.stroke(
                [
                    at(inner + (outer - inner) * 0.56, middle),
                    at(inner + (outer - inner) * 0.92, middle),
                ],
                9 * (1 - near) + 1,
                MIST,
            )


def mobile_phone(block):
    """A phone held in a hand, signal arcs rising from it."""
    block.rect((0, 0, 1500, 1000), MIST)
    block.ruled((0, 10, 1500, 1000), 24, 4, HAZE)
    for i, radius in enumerate((290, 400, 510, 620)):
        for start in (195, 305):
            block.stroke(
                arc(760, 330, radius, radius, start, start + 40),
                24 - i * 3,
                JUTE if i % 2 else INDIGO,
            )
    _palm(block)
    body = _rounded(548, 70, 972, 850, 54)
    block.poly(body, INK)
    block.poly(_rounded(572, 120, 948, 790, 16), JUTE)
    block.rect((710, 88, 810, 100), MIST)
    block.disc(760, 820, 17, MIST)
    _screen(block)
    _fingers(block)


def _rounded(x0, y0, x1, y1, r):
    return [
        *arc(x1 - r, y0 + r, r, r, 270, 360, 8),
        *arc(x1 - r, y1 - r, r, r, 0, 90, 8),
        *arc(x0 + r, y1 - r, r, r, 90, 180, 8),
        *arc(x0 + r, y0 + r, r, r, 180, 270, 8),
    ]


def _palm(block):
    hand = smooth(
        [
            (600, 1040),
            (560, 880),
            (530, 760),
            (560, 640),
            (960, 560),
            (1040, 700),
            (1010, 860),
            (940, 1040),
        ]
    )
    block.poly(hand, BARK)
    block.stroke(hand, 9, INK)


def _screen(block):
    block.disc(760, 270, 104, VERMILION)
    block.stroke([(708, 272), (746, 312), (816, 232)], 24, JUTE, ends="round")
    for i, high in enumerate((60, 96, 80, 130, 170)):
        x = 606 + i * 66
        block.rect((x, 610 - high, x + 46, 610), (MIST, INDIGO)[i % 2])
    block.rect((596, 612, 924, 620), INK)
    for y, long in ((648, 300), (684, 220)):
        block.rect((600, y, 600 + long, y + 14), STRAW)
    block.poly(_rounded(600, 720, 920, 772, 20), NIGHT)


def _fingers(block):
    for y, reach in ((450, 900), (550, 884), (650, 892), (742, 912)):
        finger = [(1040, y + 14), (reach, y)]
        block.stroke(finger, 84, INK, ends="round")
        block.stroke(finger, 68, BARK, ends="round")
        block.disc(reach - 10, y - 4, 18, STRAW)
        block.cut((reach + 40, y + 20), (1050, y + 32), 8, INK)
    thumb = smooth([(640, 1010), (540, 880), (490, 760), (490, 640), (548, 540), (606, 470)])
    for grow, ink in ((18, INK), (0, BARK)):
        block.taper(thumb, 140 + grow, 76 + grow, ink)
        block.disc(606, 470, 38 + grow / 2, ink)
    block.poly(turned(arc(612, 456, 20, 30), (612, 456), 38), STRAW)
    for y in (640, 668):
        block.cut((452, y), (536, y - 20), 8, INK)
    cuff = [(530, 940), (1000, 940), (1024, 1010), (506, 1010)]
    block.poly(cuff, GREEN)
    block.hatch(cuff, PINE, 22, 7, 60)
    block.stroke([cuff[0], cuff[1]], 9, INK)


def laptop_desk(block):
    """A laptop on a desk by a night window: a lamp, a plant and a red cup of tea."""
    block.rect((0, 0, 1500, 760), SAND)
    block.ruled((0, 10, 1500, 740), 22, 3, STRAW)
    _window(block)
    block.rect((0, 740, 1500, 1000), BARK)
    block.rect((0, 740, 1500, 756), INK)
    for i in range(12):
        y = 784 + i * 18
        x = block.chance.uniform(-100, 900)
        block.cut((x, y), (x + block.chance.uniform(300, 800), y), 5, INK)
    _lamp(block)
    _laptop(block)
    _cup(block, 1210, 800)
    _plant(block, 1370, 742)


def _window(block):
    block.rect((850, 60, 1330, 540), NIGHT)
    block.disc(1210, 170, 50, JUTE)
    x = 864
    while x < 1320:
        wide, top = block.chance.uniform(56, 90), block.chance.uniform(270, 420)
        block.rect((x, top, min(x + wide, 1330), 540), INDIGO)
        for y in range(int(top) + 16, 520, 34):
            for at in range(int(x) + 10, int(min(x + wide, 1318)) - 10, 24):
                if block.chance.random() < 0.5:
                    block.rect((at, y, at + 10, y + 14), STRAW)
        x += wide + 6
    block.frame((840, 50, 1340, 550), 18, INK)
    block.rect((1084, 60, 1096, 540), INK)
    block.rect((820, 546, 1360, 566), INK)


def _lamp(block):
    block.poly([(250, 300), (60, 770), (620, 770), (400, 340)], JUTE)
    block.stroke([(150, 746), (90, 430), (270, 200)], 17, INK)
    block.disc(90, 430, 20, INK)
    block.poly([(210, 180), (300, 130), (440, 330), (190, 350)], GREEN)
    block.hatch([(270, 150), (300, 130), (440, 330), (300, 342)], PINE, 14, 5, 60)
    block.poly([(60, 770), (240, 770), (220, 740), (80, 740)], INK)


def _laptop(block):
    block.poly(_rounded(416, 300, 1024, 790, 24), INK)
    block.rect((440, 326, 1000, 724), NIGHT)
    inks = (MIST, JUTE, SAGE, STRAW)
    for row in range(11):
        x = 470 + (0, 40, 80, 80, 120, 80, 40, 0, 40, 80, 0)[row]
        for _ in range(block.chance.randrange(2, 5)):
            long = block.chance.uniform(30, 110)
            if x + long > 970:
                break
            block.rect(
                (x, 352 + row * 32, x + long, 366 + row * 32), inks[block.chance.randrange(4)]
            )
            x += long + 16
    block.poly([(400, 756), (1040, 756), (1130, 880), (310, 880)], MIST)
    for row in range(4):
        y, inset = 772 + row * 18, 420 - row * 16
        for i in range(14):
            wide = (1440 - 2 * inset) / 14
            block.rect((inset + i * wide, y, inset + i * wide + wide - 7, y + 12), INK)
    block.poly([(630, 848), (810, 848), (820, 872), (620, 872)], INDIGO)
    block.poly([(310, 880), (1130, 880), (1126, 900), (314, 900)], INK)


def _cup(block, x, y):
    block.oval(x + 10, y + 112, 130, 24, INK)
    block.oval(x + 10, y + 104, 120, 20, JUTE)
    block.ring(x + 96, y + 40, 42, 14, VERMILION)
    block.poly(
        smooth(
            [
                (x - 84, y - 20),
                (x - 78, y + 60),
                (x - 44, y + 104),
                (x + 44, y + 104),
                (x + 78, y + 60),
                (x + 84, y - 20),
            ]
        ),
        VERMILION,
    )
    block.oval(x, y - 20, 84, 20, INK)
    block.oval(x, y - 17, 70, 13, BARK)
    block.cut((x - 52, y + 10), (x - 44, y + 84), 11, JUTE)
    for dx, high in ((-30, 0), (20, -24)):
        steam = smooth(
            [
                (x + dx, y - 50),
                (x + dx + 26, y - 90),
                (x + dx - 14, y - 140),
                (x + dx + 16, y - 196 + high),
            ]
        )
        block.taper(steam, 10, 3, JUTE)


def _plant(block, x, base):
    for lean, high in ((-110, 200), (-50, 280), (10, 310), (70, 260), (120, 180)):
        stem = smooth(
            [(x, base - 90), (x + lean * 0.4, base - high * 0.7), (x + lean, base - high)]
        )
        block.taper(stem, 46, 4, PINE if lean % 20 else GREEN)
        block.stroke(stem, 4, INK)
    pot = [(x - 76, base - 110), (x + 76, base - 110), (x + 56, base + 20), (x - 56, base + 20)]
    block.poly(pot, JUTE)
    block.hatch(
        [(x, base - 110), (x + 76, base - 110), (x + 56, base + 20), (x, base + 20)],
        STRAW,
        13,
        5,
        60,
    )
    block.rect((x - 84, base - 118, x + 84, base - 92), INK)
    block.hatch(box_points((x - 56, base + 10, x + 56, base + 20)), INK, 10, 5, 0)
