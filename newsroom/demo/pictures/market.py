"""Pictures of the bazaar: vegetables, onions in sacks, fish on ice."""

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
    box_points,
    smooth,
    turned,
)


def vegetable_market(block):
    """A stall under a striped awning: baskets of vegetables and a pair of scales."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.ruled((0, 260, 1500, 640), 30, 6, STRAW)
    _awning(block)
    _scales(block, 750, 240)
    block.rect((0, 640, 1500, 1000), BARK)
    for x, y, wide, kind in (
        (250, 640, 380, "gourd"),
        (750, 650, 400, "cabbage"),
        (1250, 640, 380, "aubergine"),
        (20, 850, 400, "cabbage"),
        (500, 860, 430, "tomato"),
        (1000, 860, 430, "potato"),
        (1480, 850, 400, "tomato"),
    ):
        _basket(block, x, y, wide, kind)


def _awning(block):
    for i in range(-1, 11):
        ink = INDIGO if i % 2 else JUTE
        top, bottom, wide = 90 + i * 132, 15 + i * 147, 147
        stripe = [(top, 0), (top + 132, 0), (bottom + wide, 170), (bottom, 170)]
        block.poly(stripe, ink)
        lobe = arc(bottom + wide / 2, 170, wide / 2, 62, 0, 180)
        block.poly(lobe, ink)
        block.stroke(lobe, 5, INK)
        if ink == INDIGO:
            block.hatch(stripe, NIGHT, 18, 5, 0)
    block.rect((0, 164, 1500, 172), INK)
    for x in (60, 1424):
        block.rect((x, 172, x + 18, 700), INK)


def _scales(block, x, y):
    block.rect((x - 6, y - 60, x + 6, y + 30), INK)
    beam = [(x - 250, y + 52), (x + 250, y + 12)]
    block.taper([beam[0], (x, y + 32), beam[1]], 12, 12, INK)
    block.disc(x, y + 32, 20, INK)
    for hang in beam:
        pan = hang[1] + 190
        for side in (-92, 92):
            block.stroke([hang, (hang[0] + side, pan)], 4, INK)
        block.poly(arc(hang[0], pan, 104, 46, 0, 180), INK)
    for dx in (-44, 2, 46):
        _vegetable(block, "tomato", beam[0][0] + dx, beam[0][1] + 168, 30)
    block.rect((beam[1][0] - 40, beam[1][1] + 140, beam[1][0] + 40, beam[1][1] + 190), NIGHT)
    block.rect((beam[1][0] - 18, beam[1][1] + 122, beam[1][0] + 18, beam[1][1] + 140), NIGHT)


def _basket(block, x, y, wide, kind):
    size = wide * 0.135
    for row in range(3, -1, -1):
        count = 5 - row
        for i in range(count):
            at = x + (i - (count - 1) / 2) * size * 1.62 + block.jitter(5)
            _vegetable(block, kind, at, y - 8 - row * size * 1.14, size)
    body = [
        (x - wide / 2, y),
        (x + wide / 2, y),
        (x + wide * 0.38, y + 150),
        (x - wide * 0.38, y + 150),
    ]
    block.poly(body, STRAW)
    block.hatch(body, BARK, 48, 9, 62)
    block.hatch(body, BARK, 48, 9, -62)
    block.rect((x - wide * 0.53, y - 14, x + wide * 0.53, y + 16), INK)
    block.rect((x - wide * 0.51, y - 6, x + wide * 0.51, y), STRAW)


def _vegetable(block, kind, x, y, size):
    if kind == "tomato":
        block.disc(x, y, size, INK)
        block.disc(x, y, size - 4, VERMILION)
        block.cut(
            (x + size * 0.1, y + size * 0.62), (x + size * 0.8, y + size * 0.1), size * 0.2, BRICK
        )
        for degrees in (200, 270, 340):
            end = (x + size * 0.5 * math.cos(math.radians(degrees)), y - size * 0.62 - size * 0.2)
            block.cut((x, y - size * 0.66), end, size * 0.22, PINE)
    elif kind == "cabbage":
        block.disc(x, y, size * 1.08, PINE)
        block.disc(x, y, size, SAGE)
        for degrees in (215, 270, 325):
            angle = math.radians(degrees)
            tip = (x + size * 0.86 * math.cos(angle), y + size * 0.86 * math.sin(angle))
            block.cut((x, y + size * 0.8), tip, size * 0.16, JUTE)
    elif kind == "aubergine":
        block.poly(turned(arc(x, y, size * 0.8, size * 1.15), (x, y), 40), NIGHT)
        block.cut((x - size * 0.5, y), (x + size * 0.1, y - size * 0.8), size * 0.18, MIST)
        block.disc(x + size * 0.62, y - size * 0.78, size * 0.32, GREEN)
    elif kind == "gourd":
        block.poly(turned(arc(x, y, size * 0.7, size * 1.2), (x, y), -24), GREEN)
        for dx in (-0.3, 0.05, 0.4):
            block.cut(
                (x + dx * size, y - size * 0.9),
                (x + (dx - 0.1) * size, y + size),
                size * 0.16,
                PINE,
            )
    else:
        block.oval(x, y, size * 1.06, size * 0.9, INK)
        block.oval(x, y, size * 1.06 - 4, size * 0.9 - 4, STRAW)
        block.cut(
            (x - size * 0.2, y + size * 0.6), (x + size * 0.9, y + size * 0.1), size * 0.24, BARK
        )


def onion_sacks(block):
    """Sacks in a trader's store, one open and heaped with onions."""
    block.rect((0, 0, 1500, 1000), NIGHT)
    block.hatch(box_points((0, 0, 1500, 800)), INK, 42, 9, 90)
    block.rect((980, 70, 1380, 330), HAZE)
    for x in range(980, 1381, 80):
        block.rect((x - 6, 70, x + 6, 330), INK)
    block.poly([(980, 330), (1380, 330), (1200, 800), (640, 800)], INDIGO)
    block.rect((0, 800, 1500, 1000), BARK)
    for x, y, turn in (
        (150, 520, -4),
        (440, 500, 5),
        (300, 330, -2),
        (1290, 560, 4),
        (1050, 560, -5),
    ):
        _tied_sack(block, x, y + 120, turn)
    for x, y in ((120, 800), (1380, 810)):
        _tied_sack(block, x, y, 3)
    _open_sack(block, 760, 560)
    for x, y, size in (
        (330, 930, 52),
        (450, 952, 44),
        (1090, 936, 54),
        (1210, 956, 42),
        (1000, 962, 40),
    ):
        _onion(block, x, y, size)


def _tied_sack(block, x, base, turn):
    shape = smooth(
        [
            (x - 40, base - 262),
            (x + 40, base - 262),
            (x + 116, base - 210),
            (x + 136, base - 80),
            (x + 118, base),
            (x - 118, base),
            (x - 136, base - 80),
            (x - 116, base - 210),
        ],
        closed=True,
    )
    shape = turned(shape, (x, base), turn)
    block.poly(shape, STRAW)
    block.hatch(shape, BARK, 50, 8, 58 + turn)
    block.hatch(shape, BARK, 50, 8, -58 + turn)
    block.stroke([*shape, shape[0]], 8, INK)
    ears = [(x - 44, base - 310), (x + 44, base - 310), (x + 24, base - 262), (x - 24, base - 262)]
    block.poly(turned(ears, (x, base), turn), STRAW)
    block.stroke(turned([(x - 30, base - 262), (x + 30, base - 262)], (x, base), turn), 12, INK)


def _open_sack(block, x, top):
    for row in range(5, -1, -1):
        count = 7 - row
        for i in range(count):
            at = x + (i - (count - 1) / 2) * 74 + block.jitter(6)
            _onion(block, at, top - 6 - row * 46 + block.jitter(4), 48)
    body = smooth(
        [
            (x - 270, top),
            (x + 270, top),
            (x + 300, top + 180),
            (x + 270, top + 400),
            (x - 270, top + 400),
            (x - 300, top + 180),
        ],
        closed=True,
    )
    block.poly(body, JUTE)
    block.hatch(body, STRAW, 46, 10, 60)
    block.hatch(body, STRAW, 46, 10, -60)
    block.hatch(
        [(x + 130, top), (x + 310, top), (x + 310, top + 400), (x + 180, top + 400)],
        BARK,
        24,
        6,
        60,
    )
    block.stroke([*body, body[0]], 9, INK)
    roll = smooth(
        [(x - 292, top - 6), (x - 140, top + 44), (x + 140, top + 44), (x + 292, top - 6)]
    )
    block.taper(roll, 50, 50, INK)
    block.taper(roll, 34, 34, SAND)


def _onion(block, x, y, size):
    bulb = smooth(
        [
            (x, y - size * 1.25),
            (x + size * 0.3, y - size * 0.85),
            (x + size, y),
            (x + size * 0.5, y + size * 0.8),
            (x, y + size * 0.92),
            (x - size * 0.5, y + size * 0.8),
            (x - size, y),
            (x - size * 0.3, y - size * 0.85),
        ],
        steps=6,
        closed=True,
    )
    block.poly(bulb, VERMILION)
    for bend in (-0.62, -0.1, 0.42):
        skin = smooth(
            [(x, y - size * 1.1), (x + bend * size, y), (x + bend * size * 0.3, y + size * 0.84)], 5
        )
        block.stroke(skin, size * 0.07, BRICK)
    block.cut(
        (x - size * 0.5, y + size * 0.3), (x - size * 0.34, y - size * 0.5), size * 0.18, JUTE
    )
    block.stroke([*bulb, bulb[0]], 4, INK)


def fish_market(block):
    """Hilsa laid out on ice under the lamps of a night market."""
    block.rect((0, 0, 1500, 1000), INK)
    block.hatch(box_points((0, 0, 1500, 330)), NIGHT, 30, 8, 90)
    for x in (280, 750, 1220):
        block.poly([(x - 40, 150), (x + 40, 150), (x + 250, 340), (x - 250, 340)], INDIGO)
        block.rect((x - 3, 0, x + 3, 96), JUTE)
        block.poly([(x - 26, 92), (x + 26, 92), (x + 84, 152), (x - 84, 152)], VERMILION)
        block.poly(arc(x, 150, 34, 30, 0, 180), JUTE)
    block.poly([(90, 330), (1410, 330), (1560, 1000), (-60, 1000)], HAZE)
    for _ in range(130):
        x, y, size = (
            block.chance.uniform(-20, 1500),
            block.chance.uniform(344, 990),
            block.chance.uniform(16, 40),
        )
        chip = [
            (x, y),
            (x + size, y - size * 0.3),
            (x + size * 1.3, y + size * 0.4),
            (x + size * 0.3, y + size * 0.6),
        ]
        block.poly(chip, (JUTE, MIST, JUTE)[block.chance.randrange(3)])
    block.rect((0, 316, 1500, 336), STRAW)
    for i, (x, y, size) in enumerate(
        ((430, 440, 560), (1080, 450, 570), (440, 640, 690), (1110, 660, 660), (700, 880, 860))
    ):
        _fish(block, x, y, size, -1 if i in (1, 2) else 1)


def _fish(block, x, y, size, facing):
    def at(along, across):
        return (x + facing * along * size, y + across * size)

    back = smooth([at(0.5, 0), at(0.3, -0.11), at(0.02, -0.15), at(-0.26, -0.07), at(-0.38, -0.03)])
    belly = smooth([at(-0.38, 0.03), at(-0.26, 0.08), at(0.02, 0.16), at(0.3, 0.12), at(0.5, 0)])
    tail = [at(-0.36, 0), at(-0.52, -0.14), at(-0.46, 0), at(-0.52, 0.14)]
    block.poly(tail, NIGHT)
    block.poly([at(0.06, -0.14), at(-0.02, -0.21), at(-0.12, -0.11)], NIGHT)
    block.poly([at(0.02, 0.14), at(-0.06, 0.2), at(-0.1, 0.12)], NIGHT)
    block.poly(back + belly, JUTE)
    block.poly([*back, at(-0.26, -0.02), at(0.02, -0.05), at(0.3, -0.04)], INDIGO)
    for row, across in enumerate((0, 0.045, 0.09)):
        for i in range(9 - row * 2):
            along = 0.16 - i * 0.055 - row * 0.03
            half = [at(along, across - 0.02), at(along - 0.024, across), at(along, across + 0.02)]
            block.stroke(smooth(half, 4), max(3, size * 0.007), INDIGO)
    gill = smooth([at(0.27, -0.09), at(0.22, 0.01), at(0.27, 0.11)])
    block.taper(gill, size * 0.022, size * 0.022, VERMILION)
    block.disc(*at(0.39, -0.025), size * 0.027, INK)
    block.disc(*at(0.395, -0.03), size * 0.01, JUTE)
    outline = back + belly
    block.stroke([*outline, outline[0]], 6, INK)
