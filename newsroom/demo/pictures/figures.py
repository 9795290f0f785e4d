"""Things that turn up in several pictures: people, trees, huts, containers, smoke, coins."""

import math

from .woodcut import (
    BARK,
    INDIGO,
    INK,
    JUTE,
    NIGHT,
    PINE,
    SAND,
    SHADE,
    STRAW,
    arc,
    between,
    box_points,
    smooth,
)


def person(block, x, foot, height, top=INDIGO, bottom=NIGHT, hands=((-0.16, 0.5), (0.16, 0.5))):
    """Draw a standing figure; hands are given in body heights from the foot point, upwards."""
    h = height
    shoulder, hip = foot - 0.8 * h, foot - 0.46 * h
    block.poly(
        [
            (x - 0.11 * h, hip),
            (x + 0.11 * h, hip),
            (x + 0.13 * h, foot - 0.05 * h),
            (x - 0.13 * h, foot - 0.05 * h),
        ],
        bottom,
    )
    for side in (-1, 1):
        block.rect(
            (x + side * 0.06 * h - 0.03 * h, foot - 0.06 * h, x + side * 0.06 * h + 0.03 * h, foot),
            INK,
        )
    block.poly(
        smooth(
            [
                (x - 0.05 * h, shoulder - 0.02 * h),
                (x + 0.05 * h, shoulder - 0.02 * h),
                (x + 0.13 * h, shoulder + 0.03 * h),
                (x + 0.1 * h, hip - 0.12 * h),
                (x + 0.125 * h, hip + 0.03 * h),
                (x - 0.125 * h, hip + 0.03 * h),
                (x - 0.1 * h, hip - 0.12 * h),
                (x - 0.13 * h, shoulder + 0.03 * h),
            ],
            steps=5,
            closed=True,
        ),
        top,
    )
    for side, (dx, dy) in zip((-1, 1), hands, strict=True):
        arm = [(x + side * 0.12 * h, shoulder + 0.03 * h), (x + dx * h, foot - dy * h)]
        block.stroke(arm, 0.065 * h, SHADE[top], ends="round")
        block.disc(*arm[1], 0.034 * h, INK)
    block.rect((x - 0.03 * h, shoulder - 0.06 * h, x + 0.03 * h, shoulder + 0.02 * h), INK)
    block.oval(x, foot - 0.91 * h, 0.065 * h, 0.085 * h, INK)


def palm(block, x, foot, height, lean=0.0, wind=0.0, ink=PINE, trunk=INK):
    """Draw a coconut palm; wind from 0 (still) to 1 (a gale from the left)."""
    crown = (x + lean * height, foot - height)
    middle = (x + lean * height * 0.25, foot - height * 0.5)
    block.taper(smooth([(x, foot), middle, crown]), 0.075 * height, 0.035 * height, trunk)
    for degrees in range(-200, 40, 34):
        _frond(block, crown, math.radians(degrees * (1 - wind) + wind * 4), height * 0.46, ink)
    block.disc(*crown, 0.035 * height, trunk)


def _frond(block, crown, angle, length, ink):
    x, y = crown
    reach = (x + math.cos(angle) * length, y + math.sin(angle) * length * 0.7 + length * 0.32)
    lift = (x + math.cos(angle) * length * 0.5, y + math.sin(angle) * length * 0.62 - length * 0.02)
    spine = smooth([crown, lift, reach], steps=6)
    under = []
    for i, (px, py) in enumerate(reversed(spine[1:-1])):
        drop = length * (0.24 if i % 2 == 0 else 0.06) * (1 - i / len(spine) * 0.5)
        under.append((px, py + drop))
    block.poly([*spine, *under], ink)


def bush(block, x, y, radius, ink=PINE, cuts=INK):
    """Draw a round bush or treetop with a few gouge marks on its shaded side."""
    edge = []
    for degrees in range(0, 360, 18):
        angle = math.radians(degrees)
        size = radius * (1 + block.jitter(0.07))
        edge.append((x + size * math.cos(angle), y + size * 0.92 * math.sin(angle)))
    block.poly(smooth(edge, steps=4, closed=True), ink)
    for i in range(4):
        level = y - radius * 0.3 + i * radius * 0.28
        start = x - radius * 0.05 + block.jitter(radius * 0.2)
        block.cut((start, level), (x + radius * (0.78 - i * 0.1), level), radius * 0.09, cuts)


def tree(block, x, foot, height, ink=PINE, trunk=INK):
    """Draw a broad village tree."""
    crown = foot - height * 0.66
    block.taper([(x, foot), (x, crown)], height * 0.09, height * 0.05, trunk)
    for dx, dy, size in ((-0.24, 0.02, 0.22), (0.24, 0.03, 0.21), (0, -0.12, 0.29)):
        bush(block, x + dx * height, crown + dy * height, size * height, ink, SHADE[ink])


def tree_line(block, base, low, high, ink=PINE, left=0, right=1500):
    """Draw a far row of treetops on a level base."""
    points, x = [(left, base)], left
    while x < right:
        points.append((x, base - block.chance.uniform(low, high)))
        x += block.chance.uniform(24, 52)
    block.poly([*smooth([*points, (right, base - low)], steps=4), (right, base)], ink)


def hut(block, x, base, width, wall=STRAW, roof=NIGHT, door=True):
    """Draw a village house with a pitched roof seen from its long side."""
    top, eaves = base - width * 0.62, base - width * 0.34
    block.rect((x, eaves, x + width, base), wall)
    block.hatch(box_points((x, eaves, x + width, base)), SHADE[wall], 11, 2, 90)
    points = [
        (x - width * 0.1, eaves),
        (x + width * 0.12, top),
        (x + width * 0.88, top),
        (x + width * 1.1, eaves),
    ]
    block.poly(points, roof)
    block.hatch(points, SHADE[roof] if roof != INK else INDIGO, 13, 3, 78)
    if door:
        block.rect((x + width * 0.42, eaves + width * 0.06, x + width * 0.58, base), INK)


def container(block, x, y, width, height, ink):
    """Draw a shipping container from its side, its top left corner at x, y."""
    block.rect((x, y, x + width - 3, y + height - 3), ink)
    ridges = max(4, int(width // 14))
    for i in range(1, ridges):
        at = x + (width - 3) * i / ridges
        block.rect((at - 2, y + height * 0.14, at + 2, y + height * 0.84), SHADE[ink])
    block.rect((x, y + height * 0.92 - 3, x + width - 3, y + height - 3), SHADE[ink])


def gull(block, x, y, size, ink=INK):
    """Draw a far gull: two arcs."""
    for side in (-1, 1):
        wing = smooth([(x, y), (x + side * size * 0.5, y - size * 0.34), (x + side * size, y)])
        block.taper(wing, size * 0.16, size * 0.04, ink)


def smoke(block, x, y, width, reach, rise, ink=BARK, cuts=JUTE):
    """Draw a plume drifting right from a chimney's mouth, with curls cut out of it."""
    upper, lower = [(x - width / 2, y)], [(x + width / 2, y)]
    for i in range(1, 9):
        t = i / 8
        centre = (x + reach * t, y - rise * math.sin(t * math.pi / 2))
        half = width * (0.6 + 2.1 * t)
        upper.append((centre[0] - half * 0.3, centre[1] - half + block.jitter(half * 0.18)))
        lower.append((centre[0] + half * 0.3, centre[1] + half + block.jitter(half * 0.18)))
    shape = smooth(upper) + smooth(lower)[::-1]
    block.poly(shape, ink)
    for i in range(1, 8):
        t = i / 8
        centre = between(upper[i], lower[i], 0.5)
        curl = arc(*centre, width * (0.5 + 1.1 * t), width * (0.35 + 0.9 * t), 170, 330)
        block.stroke(curl, 4 + 3 * t, cuts)


def coins(block, x, base, count, radius):
    """Draw a stack of coins standing on a base line."""
    for i in range(count):
        y = base - i * 34
        block.oval(x, y + 16, radius + 4, radius * 0.34 + 4, INK)
        block.rect((x - radius - 4, y - 8, x + radius + 4, y + 16), INK)
        block.oval(x, y + 12, radius, radius * 0.34, BARK)
        block.rect((x - radius, y - 6, x + radius, y + 12), BARK)
        for edge in range(-3, 4):
            at = x + radius * math.sin(edge * 0.44)
            block.rect((at - 2, y + 4, at + 2, y + 30), STRAW)
        block.oval(x, y - 8, radius, radius * 0.34, INK)
        block.oval(x, y - 8, radius - 5, radius * 0.34 - 4, STRAW)
    block.oval(x, base - (count - 1) * 34 - 8, radius * 0.6, radius * 0.19, SAND)
