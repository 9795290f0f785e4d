"""Pictures of energy and fire: pylons, solar panels, a gas field, a brick kiln."""

import itertools
import math

from .figures import bush, person, smoke, tree_line
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
)


def power_lines(block):
    """Pylons striding over a field, each smaller than the last."""
    block.sky(560)
    block.sun(1120, 300, 86)
    _furrows(block, (1240, 540), 560)
    towers = (
        (270, 900, 800),
        (770, 720, 480),
        (1100, 650, 320),
        (1310, 612, 210),
        (1440, 592, 140),
    )
    for here, there in itertools.pairwise(towers):
        _wires(block, here, there)
    _wires(block, (-420, 1120, 1130), towers[0])
    for x, foot, height in towers:
        _pylon(block, x, foot, height)


def _furrows(block, vanishing, top):
    """A ploughed field: rows running to one point, tufted where they come near."""
    block.rect((0, top, 1500, 1000), SAGE)
    x, _ = vanishing
    for i in range(-14, 9):
        near = x + i * 300
        block.poly([vanishing, (near, 1000), (near + 130, 1000)], GREEN)
        for step in range(9):
            t = 0.2 + step * 0.1
            here = between(vanishing, (near + 65, 1000), t)
            for lean in (-34, 0, 34):
                tip = (here[0] + lean * t, here[1] - (62 - abs(lean) * 0.6) * t)
                block.taper([here, tip], 15 * t, 2, PINE)
    block.rect((0, top - 14, 1500, top + 6), PINE)


def _arm_ends(x, foot, height):
    return [
        (x + side * reach * height, foot - level * height)
        for level, reach in ((0.93, 0.15), (0.8, 0.25), (0.67, 0.19))
        for side in (-1, 1)
    ]


def _wires(block, here, there):
    for start, end in zip(_arm_ends(*here), _arm_ends(*there), strict=True):
        sag = (here[2] + there[2]) * 0.045
        middle = between(start, end, 0.55)
        wire = smooth([start, (middle[0], middle[1] + sag), end])
        block.taper(wire, max(2, here[2] * 0.005), max(1.5, there[2] * 0.005), INK)


def _pylon(block, x, foot, height):
    width, thin = max(3, height * 0.017), max(2, height * 0.009)
    waist, top = foot - 0.6 * height, foot - height
    legs = [[(x + s * 0.17 * height, foot), (x + s * 0.05 * height, waist)] for s in (-1, 1)]
    for side, leg in zip((-1, 1), legs, strict=True):
        block.stroke([*leg, (x + side * 0.012 * height, top)], width, INK)
    steps = 5
    for i in range(steps):
        a, b = i / steps, (i + 1) / steps
        for left, right in (legs, legs[::-1]):
            block.stroke([between(*left, a), between(*right, b)], thin, INK)
        block.stroke([between(*legs[0], b), between(*legs[1], b)], thin, INK)
    for level, reach in ((0.93, 0.15), (0.8, 0.25), (0.67, 0.19)):
        y = foot - level * height
        block.stroke([(x - reach * height, y), (x + reach * height, y)], width, INK)
        for side in (-1, 1):
            block.stroke([(x + side * reach * height, y), (x, y - 0.06 * height)], thin, INK)
            tip = x + side * reach * height
            block.stroke([(tip, y), (tip, y + 0.035 * height)], width, INK)


def solar_field(block):
    """Rows of solar panels under a rayed sun."""
    block.sky(470)
    block.sun(750, 236, 104, rays=16)
    tree_line(block, 500, 16, 46, PINE)
    block.rect((0, 496, 1500, 1000), SAGE)
    for i in range(40):
        y = 510 + 490 * (i / 40) ** 1.5
        block.cut(
            (block.chance.uniform(-100, 900), y), (block.chance.uniform(900, 1600), y), 5, GREEN
        )
    for y, high, wide, shift in (
        (524, 40, 150, 30),
        (592, 66, 214, -60),
        (694, 98, 318, 40),
        (836, 150, 470, -150),
    ):
        x = shift - wide
        while x < 1500:
            _panel(block, x, y, wide * 0.94, high)
            x += wide


def _panel(block, x, y, wide, high):
    lean = wide * 0.16
    corners = [(x + lean, y), (x + wide + lean, y), (x + wide, y + high), (x, y + high)]
    for share in (0.2, 0.8):
        foot = x + wide * share
        block.rect((foot, y + high, foot + wide * 0.03, y + high * 1.34), INK)
    block.poly(corners, NIGHT)
    glint = [between(corners[0], corners[1], s) for s in (0.55, 0.75)]
    block.poly(
        [*glint, between(corners[3], corners[2], 0.5), between(corners[3], corners[2], 0.3)], INDIGO
    )
    for i in range(1, 5):
        block.stroke(
            [between(corners[0], corners[1], i / 5), between(corners[3], corners[2], i / 5)],
            2 + high / 55,
            MIST,
        )
    for i in range(1, 3):
        block.stroke(
            [between(corners[0], corners[3], i / 3), between(corners[1], corners[2], i / 3)],
            2 + high / 55,
            MIST,
        )
    block.stroke([corners[3], corners[2]], 3 + high / 30, JUTE)


def gas_field(block):
    """A gas flare and round tanks at dusk, pipes and a valve wheel in front."""
    block.rect((0, 0, 1500, 1000), MIST)
    block.ruled((0, 10, 1500, 520), 26, 6, INDIGO)
    block.rect((0, 640, 1500, 1000), GREEN)
    tree_line(block, 650, 20, 52, PINE)
    _flare(block, 1180)
    for x, radius in ((640, 176), (300, 214)):
        _sphere(block, x, 690 - radius * 0.9, radius)
    for x in range(20, 1500, 130):
        block.cut((x, 730 + block.jitter(12)), (x + 170, 736), 8, PINE)
    _pipes(block)


def _flare(block, x):
    flame = smooth(
        [
            (x - 26, 190),
            (x - 66, 120),
            (x - 20, 70),
            (x + 20, 10),
            (x + 44, 64),
            (x + 130, 26),
            (x + 86, 110),
            (x + 110, 134),
            (x + 40, 190),
        ],
    )
    block.poly(flame, VERMILION)
    block.poly(
        smooth([(x - 10, 186), (x - 20, 140), (x + 16, 96), (x + 34, 146), (x + 20, 186)]), JUTE
    )
    block.poly([(x - 18, 190), (x + 30, 190), (x + 36, 690), (x - 24, 690)], INK)
    for side in (-1, 1):
        block.stroke([(x + 6 + side * 130, 690), (x + 6 + side * 16, 300)], 9, INK)
        for y in (400, 500, 600):
            block.stroke([(x + 6, y - 40), (x + 6 + side * (y - 270) * 0.31, y)], 7, INK)


def _sphere(block, x, y, radius):
    for share in (-0.7, -0.25, 0.25, 0.7):
        block.rect((x + share * radius - 9, y, x + share * radius + 9, y + radius * 1.16), INK)
    block.disc(x, y, radius, JUTE)
    shade = [
        *arc(x, y, radius, radius, -75, 105),
        *arc(x - radius * 0.12, y, radius * 0.55, radius, 105, -75),
    ]
    block.hatch(shade, INDIGO, 15, 6, 25)
    block.ring(x, y, radius, 8, INK)
    block.rect((x - radius, y - 7, x + radius, y + 7), INK)
    block.rect((x - 40, y - radius - 16, x + 40, y - radius + 8), INK)
    block.stroke([(x + radius * 0.98, y + radius), (x + radius * 0.5, y - radius * 0.84)], 8, INK)


def _pipes(block):
    for y, thick in ((776, 44), (880, 64)):
        block.rect((0, y, 1500, y + thick), NIGHT)
        block.rect((0, y + 7, 1500, y + 14), MIST)
        block.rect((0, y + thick - 10, 1500, y + thick), INK)
        for x in range(150 if y < 800 else 60, 1500, 330):
            block.rect((x, y - 10, x + 30, y + thick + 10), INK)
            block.rect((x + 90, y + thick, x + 110, y + thick + 60), INK)
    block.rect((828, 700, 852, 890), INK)
    block.ring(840, 690, 86, 17, INK)
    for degrees in range(0, 180, 45):
        dx, dy = 80 * math.cos(math.radians(degrees)), 80 * math.sin(math.radians(degrees))
        block.stroke([(840 - dx, 690 - dy), (840 + dx, 690 + dy)], 10, INK)
    block.disc(840, 690, 20, JUTE)


def brick_kiln(block):
    """A kiln's chimney and its smoke over stacks of bricks."""
    block.sky(600, ground=SAND)
    smoke(block, 566, 150, 62, 980, 60, BARK, STRAW)
    block.rect((0, 590, 1500, 1000), STRAW)
    tree_line(block, 604, 14, 44, PINE)
    for i in range(26):
        y = 640 + i * 14
        block.cut(
            (block.chance.uniform(-80, 1000), y), (block.chance.uniform(700, 1560), y), 5, SAND
        )
    block.poly([(180, 700), (260, 540), (880, 540), (960, 700)], BRICK)
    block.hatch([(180, 700), (260, 540), (880, 540), (960, 700)], INK, 20, 6, 0)
    for x in (320, 470, 620, 770):
        block.poly([*arc(x + 30, 640, 34, 44, 180, 360), (x + 64, 700), (x - 4, 700)], INK)
    chimney = [(506, 560), (530, 140), (604, 140), (640, 560)]
    block.poly(chimney, INK)
    block.hatch([(506, 560), (530, 140), (556, 140), (546, 560)], HAZE, 22, 5, 4)
    block.rect((518, 132, 614, 154), INK)
    for x, y, rows, columns in ((1010, 880, 7, 6), (-40, 960, 6, 8), (620, 985, 4, 6)):
        _bricks(block, x, y, rows, columns)
    block.oval(960, 668, 34, 10, INDIGO)
    person(block, 960, 872, 210, top=INDIGO, bottom=JUTE, hands=((-0.15, 0.99), (0.15, 0.99)))
    for i in range(3):
        block.rect((916, 646 - i * 22, 1004, 664 - i * 22), VERMILION)
    bush(block, 1440, 600, 52)


def _bricks(block, x, base, rows, columns):
    wide, high = 82, 36
    for row in range(rows):
        count = columns - (row + 1) // 2
        left = x + (columns - count) * wide / 2 + (row % 2) * wide / 4
        for column in range(count):
            at, y = left + column * wide, base - (row + 1) * high
            ink = BRICK if block.chance.random() < 0.14 else VERMILION
            block.rect((at, y, at + wide - 6, y + high - 6), ink)
            if ink == VERMILION:
                block.rect((at + 6, y + high - 14, at + wide - 6, y + high - 10), BRICK)
