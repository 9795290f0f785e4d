"""The woodcutter's bench: the inks of the demo pictures and the verbs that cut them.

Coordinates are in units of the finished picture, 1500 wide and 1000 high, from the
top left; the block itself is cut at twice that size and reduced when it is printed.
The block holds ink numbers, not colours, so a picture cannot leave the palette.
"""

import math
import random
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1500, 1000
SCALE = 2

# The eight inks of the art direction, then six overprints of two of them.
(JUTE, STRAW, INK, INDIGO, MIST, NIGHT, GREEN, VERMILION) = range(8)
(SAND, HAZE, SAGE, PINE, BRICK, BARK) = range(8, 14)

BASE_INKS = (
    (0xE9, 0xE6, 0xDC),
    (0xC9, 0xC2, 0xAB),
    (0x1D, 0x24, 0x40),
    (0x3C, 0x4F, 0x8F),
    (0x8F, 0x9C, 0xC4),
    (0x2A, 0x35, 0x66),
    (0x5D, 0x75, 0x64),
    (0xB4, 0x40, 0x2E),
)


def overprint(below, above, strength):
    """Return the colour of one base ink printed over another at a strength of 0 to 1."""
    pairs = zip(BASE_INKS[below], BASE_INKS[above], strict=True)
    return tuple(round(a + (b - a) * strength) for a, b in pairs)


INKS = (
    *BASE_INKS,
    overprint(JUTE, STRAW, 0.5),
    overprint(JUTE, MIST, 0.5),
    overprint(GREEN, STRAW, 0.35),
    overprint(GREEN, INK, 0.45),
    overprint(VERMILION, INK, 0.45),
    overprint(GREEN, VERMILION, 0.36),
)

# The ink that shades another one.
SHADE = {
    JUTE: STRAW,
    STRAW: BARK,
    INK: NIGHT,
    INDIGO: NIGHT,
    MIST: INDIGO,
    NIGHT: INK,
    GREEN: PINE,
    VERMILION: BRICK,
    SAND: STRAW,
    HAZE: MIST,
    SAGE: GREEN,
    PINE: INK,
    BRICK: INK,
    BARK: INK,
}


def between(start, end, t):
    """Return the point a share `t` of the way from one point to another."""
    return (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)


def box_points(box):
    """Return the four corners of a box, clockwise."""
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def arc(x, y, rx, ry, start=0, end=360, steps=40):
    """Return points on an ellipse; degrees run clockwise from three o'clock."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def turned(points, centre, degrees):
    """Return points turned clockwise about a centre."""
    cx, cy = centre
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in points
    ]


def smooth(points, steps=10, closed=False):
    """Return a rounded curve through the points (Catmull–Rom)."""
    if closed:
        knots = [points[-1], *points, points[0], points[1]]
    else:
        knots = [points[0], *points, points[-1]]
    curve = []
    for a, b, c, d in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        curve.extend(_spline(a, b, c, d, i / steps) for i in range(steps))
    return curve if closed else [*curve, points[-1]]


def _spline(a, b, c, d, t):
    return tuple(
        0.5
        * (
            2 * b[i]
            + (c[i] - a[i]) * t
            + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t**2
            + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3
        )
        for i in (0, 1)
    )


class Block:
    """One woodblock: what is cut into it, and a source of chance fixed by its seed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - for drawing, not for secrets
        self.image = Image.new("P", (WIDTH * SCALE, HEIGHT * SCALE), JUTE)
        self.pen = ImageDraw.Draw(self.image)

    def printed(self):
        """Return the finished picture, 1500 × 1000, in RGB."""
        self.image.putpalette([part for ink in INKS for part in ink])
        return self.image.convert("RGB").reduce(SCALE)

    def jitter(self, amount):
        """Return a chance offset of at most `amount` either way."""
        return self.chance.uniform(-amount, amount)

    def rect(self, box, ink):
        """Fill a box."""
        x0, y0, x1, y1 = (SCALE * value for value in box)
        self.pen.rectangle((x0, y0, max(x0, x1 - 1), max(y0, y1 - 1)), fill=ink)

    def frame(self, box, width, ink):
        """Draw the edge of a box, inside it."""
        x0, y0, x1, y1 = box
        self.rect((x0, y0, x1, y0 + width), ink)
        self.rect((x0, y1 - width, x1, y1), ink)
        self.rect((x0, y0, x0 + width, y1), ink)
        self.rect((x1 - width, y0, x1, y1), ink)

    def poly(self, points, ink):
        """Fill a shape."""
        self.pen.polygon([(SCALE * x, SCALE * y) for x, y in points], fill=ink)

    def oval(self, x, y, rx, ry, ink):
        """Fill an ellipse about a centre."""
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.pen.ellipse(box, fill=ink)

    def disc(self, x, y, radius, ink):
        """Fill a circle about a centre."""
        self.oval(x, y, radius, radius, ink)

    def ring(self, x, y, radius, width, ink):
        """Draw a circle's edge, inside it."""
        box = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(box, outline=ink, width=round(width * SCALE))

    def stroke(self, points, width, ink, ends="flat"):
        """Draw a line of even width through points; its ends are flat or round."""
        thick = max(1, round(width * SCALE))
        self.pen.line([(SCALE * x, SCALE * y) for x, y in points], ink, thick, joint="curve")
        if ends == "round":
            self.disc(*points[0], width / 2, ink)
            self.disc(*points[-1], width / 2, ink)

    def cut(self, start, end, width, ink):
        """Cut a gouge mark: a line that swells in its middle and tapers at both ends."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy) or 1
        nx, ny = -dy / length * width / 2, dx / length * width / 2
        near, far = between(start, end, 0.3), between(start, end, 0.7)
        above = [(x + nx, y + ny) for x, y in (near, far)]
        below = [(x - nx, y - ny) for x, y in (far, near)]
        self.poly([start, *above, end, *below], ink)

    def taper(self, points, first, last, ink):
        """Draw a line whose width goes evenly from `first` to `last`."""
        left, right = [], []
        for i, (x, y) in enumerate(points):
            (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
            length = math.hypot(bx - ax, by - ay) or 1
            half = (first + (last - first) * i / (len(points) - 1)) / 2
            nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.poly(left + right[::-1], ink)

    def ruled(self, box, gap, width, ink):
        """Rule a box with level lines."""
        x0, y0, x1, y1 = box
        y = y0
        while y + width <= y1:
            self.rect((x0, y, x1, y + width), ink)
            y += gap

    def hatch(self, points, ink, gap=12, width=3, angle=45):
        """Rule the inside of a shape with slanted lines; 0 is level, 90 upright."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top = math.floor(min(xs)), math.floor(min(ys))
        wide, high = math.ceil(max(xs)) - left, math.ceil(max(ys)) - top
        size = (max(1, wide * SCALE), max(1, high * SCALE))
        shape, lines = Image.new("1", size), Image.new("1", size)
        local = [((x - left) * SCALE, (y - top) * SCALE) for x, y in points]
        ImageDraw.Draw(shape).polygon(local, fill=1)
        pen, reach = ImageDraw.Draw(lines), math.hypot(*size)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        offset = -reach / 2
        while offset < reach / 2:
            x, y = size[0] / 2 - sin * offset, size[1] / 2 + cos * offset
            ends = (x - cos * reach, y - sin * reach, x + cos * reach, y + sin * reach)
            pen.line(ends, fill=1, width=round(width * SCALE))
            offset += gap * SCALE
        mask = ImageChops.logical_and(shape, lines)
        self.image.paste(ink, (left * SCALE, top * SCALE), mask)

    @contextmanager
    def inside(self, points):
        """Keep, of what is drawn meanwhile, only what falls inside a shape."""
        before = self.image.copy()
        yield
        mask = Image.new("1", self.image.size)
        ImageDraw.Draw(mask).polygon([(SCALE * x, SCALE * y) for x, y in points], fill=1)
        before.paste(self.image, (0, 0), mask)
        self.image, self.pen = before, ImageDraw.Draw(before)

    def sky(self, bottom, ground=JUTE, lines=STRAW, gap=19):
        """Fill the top of the picture and rule it, finer and finer downwards."""
        self.rect((0, 0, WIDTH, bottom), ground)
        rows = int(bottom * 0.72 // gap)
        for row in range(rows):
            width = 1.5 + 5 * (1 - row / rows)
            self.rect((0, 8 + row * gap, WIDTH, 8 + row * gap + width), lines)

    def sun(self, x, y, radius, rays=0):
        """Print the vermilion disc, with short rays if asked."""
        self.disc(x, y, radius, VERMILION)
        for i in range(rays):
            angle = 2 * math.pi * i / rays
            dx, dy = math.cos(angle), math.sin(angle)
            near, far = radius * 1.28, radius * (1.75 if i % 2 else 1.58)
            self.stroke(
                [(x + dx * near, y + dy * near), (x + dx * far, y + dy * far)], 7, VERMILION
            )

    def water(self, top, bottom, ground=MIST, inks=(INDIGO, NIGHT, JUTE), count=80):
        """Fill a stretch of water with gouge marks that grow towards the reader."""
        self.rect((0, top, WIDTH, bottom), ground)
        for _ in range(count):
            depth = self.chance.random() ** 1.15
            y = top + 8 + (bottom - top - 12) * depth
            long = self.chance.uniform(60, 180) * (0.6 + 1.3 * depth)
            x = self.chance.uniform(-80, WIDTH)
            ink = inks[self.chance.randrange(len(inks))]
            self.cut((x, y), (x + long, y), 4 + 7 * depth, ink)
