"""Pictures of money: banknotes with coins, gold jewellery."""

import math

from .figures import coins
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
    SAGE,
    STRAW,
    VERMILION,
    arc,
    between,
    box_points,
    smooth,
    turned,
)


def taka_notes(block):
    """A fan of banknotes with a water lily on each, and a banded bundle."""
    block.rect((0, 0, 1500, 1000), NIGHT)
    for i in range(37):
        angle = math.radians(180 + i * 5)
        far = (750 + 1300 * math.cos(angle), 1080 + 1300 * math.sin(angle))
        block.cut((750, 1080), far, 15, INDIGO)
    for i, ink in enumerate((SAGE, HAZE, STRAW, MIST, JUTE)):
        _note(block, -58 + i * 29, ink)
    _bundle(block)
    for x, high in ((170, 5), (330, 3), (1340, 4)):
        coins(block, x, 930, high, 74)


def _note(block, turn, paper):
    def at(points):
        return turned(points, (750, 1120), turn)

    block.poly(at([(560, 130), (940, 130), (940, 900), (560, 900)]), INK)
    block.poly(at([(567, 137), (933, 137), (933, 893), (567, 893)]), paper)
    edge = INDIGO if paper != MIST else NIGHT
    inner = at([(592, 162), (908, 162), (908, 870), (592, 870)])
    block.stroke([*inner, inner[0]], 7, edge)
    for i in range(3):
        ring = at(arc(750 + 26 * math.cos(i * 2.094), 330 + 26 * math.sin(i * 2.094), 104, 120))
        block.stroke(ring, 4, edge)
    block.poly(at(arc(750, 330, 96, 112)), JUTE)
    block.stroke(at(arc(750, 330, 96, 112)), 5, edge)
    for lean, size in ((-60, 66), (60, 66), (-32, 84), (32, 84), (0, 94)):
        petal = smooth(
            [
                (750, 390),
                (750 - 22, 390 - size * 0.55),
                (750, 390 - size * 1.25),
                (750 + 22, 390 - size * 0.55),
            ],
            5,
            closed=True,
        )
        petal = at(turned(petal, (750, 392), lean))
        block.poly(petal, paper if paper != JUTE else HAZE)
        block.stroke([*petal, petal[0]], 5, edge)
    for dx in (-116, 116):
        for y in (200, 240):
            block.poly(at(arc(750 + dx, y, 15, 15, steps=12)), edge)


def _bundle(block):
    block.poly([(500, 800), (1000, 800), (1060, 980), (440, 980)], INK)
    for i in range(8):
        y = 850 + i * 16
        block.rect((446 - i, y, 1054 + i, y + 9), STRAW if i % 2 else JUTE)
    block.poly([(510, 760), (990, 760), (1050, 850), (450, 850)], SAGE)
    block.stroke([(510, 760), (990, 760), (1050, 850), (450, 850), (510, 760)], 8, INK)
    block.stroke([(540, 776), (960, 776), (1004, 834), (496, 834), (540, 776)], 4, GREEN)
    block.poly([(690, 756), (810, 756), (822, 850), (822, 984), (678, 984), (678, 850)], VERMILION)
    block.ruled((678, 862, 822, 984), 16, 4, BRICK)
    block.stroke([(678, 850), (822, 850)], 5, BRICK)


def gold_jewellery(block):
    """A necklace on a velvet stand between bangles and earrings."""
    block.rect((0, 0, 1500, 1000), INDIGO)
    block.hatch(box_points((0, 0, 1500, 760)), NIGHT, 44, 12, 45)
    block.rect((0, 760, 1500, 1000), INK)
    block.ruled((0, 776, 1500, 990), 26, 5, NIGHT)
    bust = smooth(
        [
            (690, 60),
            (700, 220),
            (620, 300),
            (440, 360),
            (400, 470),
            (520, 720),
            (560, 880),
            (940, 880),
            (980, 720),
            (1100, 470),
            (1060, 360),
            (880, 300),
            (800, 220),
            (810, 60),
        ],
    )
    block.poly(bust, INK)
    block.hatch(bust, NIGHT, 28, 7, 90)
    _necklace(block)
    for x in (210, 1290):
        _earring(block, x, 300)
    for x, y, rx in ((200, 850, 150), (1290, 850, 150)):
        _bangles(block, x, y, rx)


def _necklace(block):
    for depth, size in ((250, 10), (340, 14)):
        chain = smooth(
            [
                (600, 312),
                (640, 312 + depth * 0.66),
                (750, 312 + depth),
                (860, 312 + depth * 0.66),
                (900, 312),
            ],
            12,
        )
        for point in chain[::2]:
            block.disc(*point, size, STRAW)
            block.disc(*point, size * 0.4, BARK)
    curve = smooth([(560, 330), (612, 620), (750, 740), (888, 620), (940, 330)], 8)
    for i, (x, y) in enumerate(curve[2:-2:3]):
        away = math.degrees(math.atan2(y - 380, x - 750)) - 90
        petal = smooth(
            [(x, y - 18), (x + 26, y + 22), (x, y + 70), (x - 26, y + 22)], 5, closed=True
        )
        petal = turned(petal, (x, y), away)
        block.poly(petal, STRAW)
        block.stroke([*petal, petal[0]], 4, INK)
        block.disc(
            *between((x, y), turned([(x, y + 50)], (x, y), away)[0], 0.5),
            9,
            BARK if i % 2 else JUTE,
        )
    block.stroke(curve, 13, STRAW)
    gem = [(750, 744), (806, 806), (750, 884), (694, 806)]
    block.poly([(750, 722), (828, 806), (750, 908), (672, 806)], STRAW)
    block.poly(gem, VERMILION)
    block.poly([gem[0], gem[1], (750, 806)], BRICK)
    block.stroke([gem[3], gem[1]], 4, STRAW)


def _earring(block, x, y):
    block.disc(x, y - 120, 34, STRAW)
    block.disc(x, y - 120, 16, VERMILION)
    block.stroke([(x, y - 90), (x, y - 30)], 8, STRAW)
    block.poly([*arc(x, y + 60, 100, 110, 180, 360)], STRAW)
    block.hatch(arc(x, y + 60, 100, 110, 180, 360), BARK, 18, 5, 90)
    block.rect((x - 108, y + 56, x + 108, y + 76), STRAW)
    for i in range(7):
        block.disc(x - 96 + i * 32, y + 100 + (0 if i % 2 else 12), 13, STRAW)


def _bangles(block, x, y, rx):
    for i in range(5):
        level = y + 70 - i * 40
        ring = arc(x, level, rx, rx * 0.34)
        block.stroke(ring, 26, INK)
        block.stroke(ring, 17, STRAW)
        for point in ring[::4]:
            block.disc(*point, 5, BARK)
