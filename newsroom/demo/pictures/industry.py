"""Pictures of making: a jamdani weave, a garment floor, a jute mill."""

from .figures import person, smoke, tree_line
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
    SAND,
    STRAW,
    VERMILION,
    arc,
    smooth,
)

# One woven flower, a quarter of it: rows outwards from the middle, columns likewise.
# Two marks stand for two threads; everything else is ground.
FLOWER = (
    "ooxx.xxx.x",
    "oox.xxx.x.",
    "xx.xxx.x..",
    "x.xxx.x...",
    ".xxx.x....",
    "xxx.x.....",
    "xx.x......",
    "x.x.......",
    ".x........",
    "x.........",
)
BORDER = ("xx....xx", "x..xx..x", "..xoox..", "..xoox..", "x..xx..x", "xx....xx")


def jamdani_pattern(block):
    """A jamdani cloth woven in steps: rows of flowers and a border."""
    block.rect((0, 0, 1500, 1000), NIGHT)
    for row in range(-1, 4):
        for column in range(-1, 5):
            x = column * 440 + (220 if row % 2 else 0) + 90
            _flower(block, x, 150 + row * 305, 20)
            _sprig(block, x + 220, 150 + row * 305)
    block.rect((0, 792, 1500, 1000), INDIGO)
    for y in (792, 982):
        block.rect((0, y, 1500, y + 16), JUTE)
    for y in (820, 962):
        block.rect((0, y, 1500, y + 8), STRAW)
    for i in range(10):
        _weave(block, BORDER, 12 + i * 150, 835, 18, JUTE)


def _weave(block, pattern, left, top, size, thread):
    for row, marks in enumerate(pattern):
        for column, mark in enumerate(marks):
            x, y = left + column * size, top + row * size
            if mark == "x":
                block.rect((x, y, x + size - 2, y + size - 2), thread)
            elif mark == "o":
                block.rect((x, y, x + size - 2, y + size - 2), VERMILION)


def _flower(block, x, y, size):
    half = [marks[:0:-1] + marks for marks in FLOWER]
    rows = [*half[:0:-1], *half]
    _weave(block, rows, x - 9.5 * size, y - 9.5 * size, size, JUTE)


def _sprig(block, x, y):
    for dx, dy in ((0, 0), (-20, -20), (20, -20), (-20, 20), (20, 20)):
        block.rect((x + dx - 9, y + dy - 9, x + dx + 9, y + dy + 9), MIST)


def garment_factory(block):
    """A sewing machine close up, rows of them and their operators behind."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.ruled((0, 10, 1500, 300), 19, 4, STRAW)
    for y, left, right in ((60, 60, 700), (60, 830, 1460), (130, 250, 700), (130, 830, 1270)):
        block.rect((left, y, right, y + 20), JUTE)
        block.rect((left, y - 10, right, y), INK)
    for row, (y, size, step) in enumerate(((330, 120, 150), (440, 165, 215))):
        for x in range(60 + row * 40, 1600, step):
            _operator(block, x, y, size)
        block.rect((0, y + 6, 1500, y + 24), INK)
        block.rect((0, y + 24, 1500, y + 110), STRAW if row == 0 else BARK)
    block.rect((0, 560, 1500, 820), SAND)
    _cloth(block)
    _machine(block)


def _operator(block, x, y, size):
    scarf = (INDIGO, GREEN, MIST, NIGHT)[block.chance.randrange(4)]
    block.poly(
        [
            *arc(x, y, size * 0.34, size * 0.5, 180, 360),
            (x + size * 0.36, y + 10),
            (x - size * 0.36, y + 10),
        ],
        scarf,
    )
    block.disc(x, y - size * 0.58, size * 0.19, scarf)
    block.oval(x, y - size * 0.55, size * 0.1, size * 0.14, INK)
    left = x + size * 0.36
    block.rect((left, y - size * 0.28, left + size * 0.34, y - size * 0.18), INK)
    block.rect((left + size * 0.26, y - size * 0.28, left + size * 0.34, y + 8), INK)


def _cloth(block):
    block.rect((0, 790, 1500, 1000), NIGHT)
    block.ruled((0, 806, 1500, 1000), 24, 5, INK)
    sheet = smooth([(-20, 740), (200, 716), (420, 762), (620, 770), (760, 770)])
    fall = smooth([(760, 800), (560, 830), (420, 960), (300, 1010), (-20, 1010)])
    block.poly(sheet + fall, VERMILION)
    for i in range(7):
        y = 772 + i * 34
        block.cut((-30, y), (330 - i * 26, y + 22), 10, BRICK)


def _machine(block):
    body = smooth(
        [(470, 470), (500, 380), (620, 350), (1120, 350), (1210, 400), (1226, 520), (1240, 770)], 12
    )
    inner = [(1000, 770), (1000, 560), (960, 510), (640, 510), (610, 540), (606, 600), (480, 600)]
    block.poly(body + inner, INK)
    block.rect((420, 766, 1330, 806), INK)
    block.rect((430, 776, 1320, 784), MIST)
    block.cut((520, 400), (1160, 380), 14, MIST)
    for i in range(6):
        block.cut((1040, 560 + i * 32), (1200, 566 + i * 32), 8, INDIGO)
    block.rect((524, 596, 560, 690), INK)
    block.rect((538, 690, 546, 776), JUTE)
    block.poly([(508, 752), (580, 752), (596, 768), (490, 768)], JUTE)
    block.disc(1270, 470, 96, INK)
    block.ring(1270, 470, 80, 14, STRAW)
    block.disc(1270, 470, 24, STRAW)
    block.rect((760, 262, 830, 350), VERMILION)
    block.ruled((760, 268, 830, 350), 14, 3, BRICK)
    block.rect((750, 250, 840, 266), INK)
    block.stroke(smooth([(795, 262), (700, 300), (560, 330), (542, 420), (542, 700)]), 3, VERMILION)


def jute_mill(block):
    """Jute fibre drying on racks before a mill with a saw-tooth roof."""
    block.sky(520)
    smoke(block, 1210, 120, 46, 420, 70, HAZE, MIST)
    _mill(block)
    tree_line(block, 570, 8, 26, GREEN)
    block.rect((0, 566, 1500, 1000), SAND)
    for i in range(22):
        y = 586 + i * 19
        block.cut(
            (block.chance.uniform(-80, 1100), y), (block.chance.uniform(500, 1580), y), 5, STRAW
        )
    _rack(block, 620, 780, 190, 620)
    person(block, 1010, 930, 330, top=VERMILION, bottom=INDIGO, hands=((-0.3, 0.8), (0.2, 0.46)))
    _rack(block, 700, 990, 300, 0)


def _mill(block):
    for i in range(6):
        x = 60 + i * 180
        block.poly([(x, 360), (x, 250), (x + 180, 360)], INK)
        block.poly([(x + 12, 350), (x + 12, 280), (x + 34, 294), (x + 34, 350)], HAZE)
    block.rect((60, 360, 1140, 570), INDIGO)
    block.ruled((60, 376, 1140, 560), 22, 4, NIGHT)
    for x in range(100, 1100, 92):
        block.poly([*arc(x + 26, 440, 26, 30, 180, 360), (x + 52, 520), (x, 520)], JUTE)
        block.rect((x + 23, 412, x + 29, 520), INDIGO)
    chimney = [(1170, 570), (1186, 110), (1240, 110), (1262, 570)]
    block.poly(chimney, INK)
    for y in (150, 190):
        block.rect((1178, y, 1250, y + 14), STRAW)
    block.rect((1172, 100, 1254, 118), INK)


def _rack(block, top, base, drop, left):
    right = left + 900 if left else 820
    start = left or -40
    for x in range(start + 30, right, 280):
        block.stroke([(x - 22, base), (x + 20, top - 40)], 12, INK)
        block.stroke([(x + 22, base), (x - 20, top - 40)], 12, INK)
    x = start
    while x < right - 30:
        wide = block.chance.uniform(52, 84)
        end = top + drop * block.chance.uniform(0.78, 1)
        hank = [
            (x, top),
            (x + wide, top),
            (x + wide * 0.8, end),
            (x + wide * 0.5, end + 18),
            (x + wide * 0.12, end - 6),
        ]
        block.poly(hank, STRAW)
        for share in (0.12, 0.34, 0.56, 0.8):
            at = x + wide * share
            block.cut((at, top), (at + block.jitter(10), end), 6, BARK if share > 0.5 else JUTE)
        block.stroke([hank[1], hank[2]], 4, INK)
        x += wide + 5
    block.rect((start, top - 14, right, top + 10), INK)
