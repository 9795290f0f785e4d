"""Pictures of the land: a tea garden, rice being planted."""

import math

from .figures import hut, palm, tree, tree_line
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
    STRAW,
    VERMILION,
    arc,
    smooth,
)


def tea_garden(block):
    """A picker among contour rows of tea, a basket hanging from her brow."""
    block.sky(420)
    block.poly(
        smooth(
            [
                (-20, 400),
                (260, 250),
                (560, 330),
                (900, 210),
                (1240, 320),
                (1520, 260),
                (1520, 500),
                (-20, 500),
            ]
        ),
        MIST,
    )
    block.poly(
        smooth(
            [(-20, 470), (320, 350), (700, 420), (1100, 330), (1520, 400), (1520, 600), (-20, 600)]
        ),
        SAGE,
    )
    _hill_rows(block)
    for x, foot, high in ((180, 560, 300), (1320, 520, 260), (640, 470, 170)):
        tree(block, x, foot, high)
    _tea_rows(block)
    _picker(block, 980, 830)


def _hill_rows(block):
    for i in range(7):
        y = 420 + i * 22
        line = smooth(
            [
                (-20, y + 40),
                (320, y - 40 + i * 4),
                (700, y + 20),
                (1100, y - 50 + i * 6),
                (1520, y + 10),
            ]
        )
        block.stroke(line, 7, GREEN)


def _tea_rows(block):
    slope = [
        (-20, 560),
        (400, 490),
        (820, 540),
        (1200, 490),
        (1520, 560),
        (1520, 1010),
        (-20, 1010),
    ]
    block.poly(smooth(slope), PINE)
    y, size = 540, 22
    while y < 1060:
        x = -40 - block.chance.uniform(0, size)
        while x < 1560:
            wave = 40 * math.sin(x / 210 + y / 240)
            block.oval(x, y + wave + size * 0.3, size * 1.1, size * 0.66, INK)
            block.oval(x, y + wave + size * 0.18, size * 1.1, size * 0.66, GREEN)
            block.poly(arc(x, y + wave + size * 0.02, size, size * 0.5, 190, 350, 12), SAGE)
            block.cut(
                (x - size * 0.5, y + wave + size * 0.3),
                (x + size * 0.6, y + wave + size * 0.28),
                size * 0.14,
                PINE,
            )
            x += size * 1.9
        y, size = y + size * 1.5, size * 1.21


def _picker(block, x, foot):
    block.poly(
        smooth(
            [
                (x - 90, foot + 80),
                (x - 70, foot - 160),
                (x - 20, foot - 270),
                (x + 50, foot - 260),
                (x + 84, foot - 120),
                (x + 110, foot + 80),
            ]
        ),
        INDIGO,
    )
    for i in range(4):
        block.cut((x - 40 + i * 30, foot - 150), (x - 50 + i * 40, foot + 70), 9, NIGHT)
    _carried_basket(block, x, foot)
    block.oval(x - 22, foot - 318, 40, 52, INK)
    block.poly(
        smooth(
            [
                (x - 60, foot - 350),
                (x - 14, foot - 388),
                (x + 40, foot - 350),
                (x + 46, foot - 270),
                (x + 6, foot - 256),
                (x + 4, foot - 330),
            ]
        ),
        VERMILION,
    )
    block.cut((x + 26, foot - 350), (x + 30, foot - 262), 10, BRICK)
    for dy in (0, 40):
        block.stroke(
            smooth(
                [(x - 40, foot - 220 + dy), (x - 120, foot - 150 + dy), (x - 190, foot - 160 + dy)]
            ),
            26,
            NIGHT,
            ends="round",
        )
        block.disc(x - 200, foot - 162 + dy, 17, INK)


def _carried_basket(block, x, foot):
    basket = [
        (x + 20, foot - 250),
        (x + 190, foot - 250),
        (x + 160, foot - 40),
        (x + 60, foot - 40),
    ]
    block.poly(basket, STRAW)
    block.hatch(basket, BARK, 20, 5, 55)
    block.hatch(basket, BARK, 20, 5, -55)
    for i in range(5):
        block.disc(x + 36 + i * 34, foot - 258, 26, SAGE)
    block.rect((x + 12, foot - 252, x + 198, foot - 236), INK)
    block.stroke(
        smooth([(x - 30, foot - 350), (x + 70, foot - 330), (x + 110, foot - 250)]), 8, INK
    )


def rice_paddy(block):
    """Farmers planting rice in a flooded field, the low sun mirrored in the water."""
    block.sky(430)
    block.disc(750, 430, 150, VERMILION)
    tree_line(block, 436, 18, 56, PINE)
    hut(block, 190, 436, 110, STRAW, NIGHT)
    palm(block, 360, 436, 210)
    palm(block, 150, 436, 170, lean=-0.08)
    palm(block, 1290, 436, 190, lean=0.06)
    block.rect((0, 430, 1500, 1000), HAZE)
    for i in range(12):
        y = 446 + i * 15
        half = 140 - i * 9 + block.jitter(16)
        block.cut((750 - half, y), (750 + half, y), 11, VERMILION)
    block.poly([(0, 520), (1500, 500), (1500, 520), (0, 544)], GREEN)
    block.poly([(0, 660), (520, 530), (560, 530), (40, 690), (0, 700)], GREEN)
    _seedlings(block)
    for x, foot, size in ((1130, 770, 1.0), (420, 720, 0.78), (790, 660, 0.6)):
        _planter(block, x, foot, size)


def _seedlings(block):
    y, size = 570, 14
    while y < 1000:
        x = -20 + block.chance.uniform(0, size)
        while x < 1520:
            block.cut((x - size * 0.8, y + 3), (x + size * 0.8, y + 3), size * 0.16, MIST)
            for lean in (-0.45, 0, 0.45):
                tip = (x + lean * size, y - size * (1.5 - abs(lean)))
                block.taper([(x, y), tip], max(3, size * 0.16), 1, PINE)
            x += size * 2.5
        y, size = y + size * 1.75, size * 1.19


def _planter(block, x, foot, size):
    def at(dx, dy):
        return (x + dx * size, foot + dy * size)

    for dx in (-30, 40):
        block.taper([at(dx + 40, -130), at(dx + 16, 0)], 40 * size, 26 * size, INK)
    block.poly(
        smooth(
            [at(-10, -120), at(0, -190), at(70, -200), at(120, -150), at(110, -100)], closed=True
        ),
        INDIGO,
    )
    back = smooth(
        [at(110, -130), at(80, -215), at(-20, -220), at(-110, -170), at(-100, -120), at(10, -130)],
        closed=True,
    )
    block.poly(back, JUTE)
    block.hatch(back, MIST, 13 * size, 4 * size, 60)
    block.stroke([*back, back[0]], 5 * size, INK)
    block.stroke([at(-80, -140), at(-110, -60), at(-120, -4)], 22 * size, INK, ends="round")
    block.disc(*at(-138, -150), 30 * size, INK)
    hat = [at(-90, -210), at(-178, -186), at(-196, -96)]
    block.poly(hat, STRAW)
    block.hatch(hat, BARK, 12 * size, 4 * size, 20)
    block.stroke([*hat, hat[0]], 5 * size, INK)
    block.taper([at(-120, -4), at(-150, -50)], 8 * size, 2, PINE)
    block.cut(at(-190, 6), at(120, 6), 12 * size, JUTE)
