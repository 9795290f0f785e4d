"""Pictures of rooms: a hospital ward, a classroom, a library, a bank's counter."""

from .figures import person
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
)


def hospital_ward(block):
    """Three beds under tall windows, a nurse between them."""
    block.rect((0, 0, 1500, 690), HAZE)
    block.ruled((0, 10, 1500, 690), 22, 3, JUTE)
    block.rect((0, 650, 1500, 672), INDIGO)
    block.rect((0, 690, 1500, 1000), STRAW)
    for i in range(-4, 14):
        block.stroke([(750 + (i - 4.5) * 90, 690), (750 + (i - 4.5) * 230, 1000)], 4, SAND)
    for i, x in enumerate((90, 570, 1050)):
        _window(block, x + 20, 90)
        _bed(block, x - 30, 720, (INDIGO, VERMILION, GREEN)[i])
        if i != 1:
            _drip(block, x - 30, 720)
    _nurse(block, 1010, 905)


def _window(block, x, y):
    block.rect((x, y, x + 330, y + 400), MIST)
    block.disc(x + 92, y + 110, 44, JUTE)
    block.poly(
        [
            (x, y + 400),
            *smooth([(x, y + 300), (x + 110, y + 260), (x + 220, y + 310), (x + 330, y + 250)]),
            (x + 330, y + 400),
        ],
        GREEN,
    )
    block.frame((x, y, x + 330, y + 400), 14, INK)
    block.rect((x + 159, y, x + 171, y + 400), INK)
    block.rect((x, y + 190, x + 330, y + 202), INK)
    block.rect((x - 16, y + 396, x + 346, y + 416), INK)


def _bed(block, x, y, blanket):
    block.rect((x + 14, y - 90, x + 30, y + 200), INK)
    block.rect((x + 390, y - 30, x + 406, y + 200), INK)
    for level in (-80, -40):
        block.rect((x + 14, y + level, x + 60, y + level + 10), INK)
    block.rect((x + 22, y + 70, x + 400, y + 96), INK)
    block.rect((x + 34, y + 16, x + 392, y + 72), JUTE)
    block.poly(
        smooth(
            [(x + 40, y + 14), (x + 50, y - 24), (x + 120, y - 22), (x + 128, y + 14)], closed=True
        ),
        JUTE,
    )
    block.oval(x + 104, y - 16, 36, 30, INK)
    cover = [
        (x + 140, y + 90),
        *smooth([(x + 140, y - 2), (x + 200, y - 34), (x + 300, y - 20), (x + 390, y - 2)]),
        (x + 394, y + 90),
    ]
    block.poly(cover, blanket)
    block.hatch(cover, BRICK if blanket == VERMILION else INK, 20, 5, 55)
    block.rect((x + 128, y - 4, x + 166, y + 90), JUTE)


def _drip(block, x, y):
    block.rect((x + 440, y - 250, x + 450, y + 196), INK)
    block.rect((x + 412, y - 256, x + 450, y - 248), INK)
    block.rect((x + 398, y - 246, x + 434, y - 180), JUTE)
    block.frame((x + 398, y - 246, x + 434, y - 180), 5, INK)
    block.stroke(smooth([(x + 416, y - 180), (x + 410, y - 80), (x + 330, y - 30)]), 4, INK)


def _nurse(block, x, foot):
    person(block, x, foot, 430, top=JUTE, bottom=JUTE, hands=((-0.2, 0.5), (0.06, 0.56)))
    block.hatch(
        [(x, foot - 350), (x + 60, foot - 350), (x + 60, foot - 20), (x, foot - 20)],
        STRAW,
        14,
        4,
        90,
    )
    block.poly(
        [(x - 32, foot - 408), (x + 32, foot - 408), (x + 38, foot - 440), (x - 38, foot - 440)],
        JUTE,
    )
    block.rect((x - 66, foot - 270, x - 4, foot - 190), BARK)
    block.rect((x - 58, foot - 262, x - 12, foot - 198), JUTE)
    block.rect((x - 64, foot - 196, x + 64, foot - 186), INDIGO)


def school(block):
    """A classroom from the back: children at benches before a blackboard drawing."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.ruled((0, 10, 1500, 560), 20, 3, STRAW)
    block.rect((250, 70, 1250, 500), PINE)
    block.frame((250, 70, 1250, 500), 20, BARK)
    _chalk(block)
    block.rect((250, 500, 1250, 518), BARK)
    for x in (70, 1300):
        block.rect((x, 100, x + 130, 400), MIST)
        block.frame((x, 100, x + 130, 400), 12, INK)
        block.rect((x + 60, 100, x + 70, 400), INK)
    _teacher(block, 1110, 640)
    for y, step, size in ((640, 180, 96), (780, 236, 130), (960, 330, 178)):
        for i in range(-1, 9):
            _pupil(
                block,
                90 + i * step + (step * 0.4 if y == 780 else 0),
                y,
                size,
                red=(y == 960 and i == 1),
            )
        block.rect((0, y - size * 0.1, 1500, y + size * 0.1), BARK)
        block.rect((0, y + size * 0.08, 1500, y + size * 0.14), INK)
    block.rect((0, 974, 1500, 1000), INK)


def _chalk(block):
    """The drawing on the board: a house, a tree, a sun and a triangle, in chalk lines."""
    house = [(430, 440), (430, 300), (530, 210), (630, 300), (630, 440), (430, 440)]
    block.stroke(house, 7, JUTE)
    block.stroke([(430, 300), (630, 300)], 7, JUTE)
    block.stroke([(505, 440), (505, 360), (556, 360), (556, 440)], 7, JUTE)
    block.stroke([(740, 440), (740, 330)], 9, JUTE)
    block.stroke(
        [*smooth([(740, 190), (810, 260), (740, 335), (670, 260)], closed=True), (740, 190)],
        7,
        JUTE,
    )
    block.ring(380, 180, 40, 7, STRAW)
    block.stroke([(860, 430), (1000, 430), (860, 230), (860, 430)], 7, MIST)


def _teacher(block, x, foot):
    person(block, x, foot, 420, top=MIST, bottom=MIST, hands=((-0.36, 0.86), (0.15, 0.5)))
    block.hatch(box_points((x - 40, foot - 330, x + 42, foot - 20)), INDIGO, 20, 6, 70)
    block.disc(x + 12, foot - 390, 33, INK)
    block.stroke([(x - 150, foot - 360), (x - 230, foot - 420)], 7, STRAW)


def _pupil(block, x, y, size, red=False):
    shirt = VERMILION if red else (JUTE, MIST, JUTE, INDIGO)[block.chance.randrange(4)]
    block.poly([*arc(x, y, size * 0.56, size * 0.78, 180, 360)], shirt)
    block.hatch(
        [*arc(x + size * 0.14, y, size * 0.42, size * 0.74, 270, 360), (x + size * 0.14, y)],
        BRICK if red else STRAW,
        14,
        4,
        60,
    )
    block.stroke(arc(x, y, size * 0.56, size * 0.78, 180, 360), 5, INK)
    block.rect((x - size * 0.09, y - size * 0.9, x + size * 0.09, y - size * 0.7), INK)
    block.oval(x, y - size * 1.1, size * 0.3, size * 0.35, INK)
    if red or block.chance.random() < 0.45:
        for side in (-1, 1):
            plait = smooth(
                [
                    (x + side * size * 0.24, y - size * 1.1),
                    (x + side * size * 0.36, y - size * 0.86),
                    (x + side * size * 0.3, y - size * 0.52),
                ]
            )
            block.stroke(plait, size * 0.11, INK, ends="round")
            block.disc(x + side * size * 0.31, y - size * 0.54, size * 0.09, JUTE if red else STRAW)


def library_books(block):
    """Shelves of books with one red spine pulled out, a ladder leaning on them."""
    block.rect((0, 0, 1500, 1000), INK)
    for row, (top, base) in enumerate(((-60, 230), (270, 560), (600, 890))):
        _shelf(block, top, base, row)
        block.rect((0, base, 1500, base + 30), BARK)
        block.rect((0, base + 22, 1500, base + 30), INK)
    block.rect((0, 930, 1500, 1000), NIGHT)
    for rail in (0, 190):
        block.stroke([(1010 + rail, 1010), (1130 + rail * 0.86, -20)], 28, JUTE)
        block.stroke([(1024 + rail, 1010), (1144 + rail * 0.86, -20)], 5, INK)
    for i in range(8):
        y = 70 + i * 126
        x = 1130 - (y + 20) * 0.117
        block.rect((x, y, x + 176, y + 20), JUTE)
        block.rect((x, y + 15, x + 176, y + 20), INK)


def _shelf(block, top, base, row):
    inks = (INDIGO, MIST, STRAW, GREEN, NIGHT, JUTE, HAZE, BARK, SAGE)
    x, last = 12, None
    while x < 1490:
        wide = block.chance.uniform(34, 74)
        high = (base - top) * block.chance.uniform(0.7, 0.95)
        ink = inks[block.chance.randrange(len(inks))]
        if ink == last:
            continue
        if row == 1 and 520 < x < 590:
            _book(block, x, base - 300, 84, 300, VERMILION)
            x += 90
        elif block.chance.random() < 0.07:
            _leaning(block, x, base, wide, high, ink)
            x += wide + high * 0.22
        else:
            _book(block, x, base - high, wide, high, ink)
            x += wide + 3
        last = ink


def _bands(ink):
    return {INDIGO: STRAW, NIGHT: MIST, GREEN: JUTE, BARK: JUTE, VERMILION: JUTE}.get(ink, INK)


def _book(block, x, y, wide, high, ink):
    block.rect((x, y, x + wide, y + high), ink)
    band = _bands(ink)
    block.rect((x, y + high * 0.12, x + wide, y + high * 0.12 + 7), band)
    block.rect((x, y + high * 0.17, x + wide, y + high * 0.17 + 4), band)
    block.rect((x, y + high * 0.84, x + wide, y + high * 0.84 + 7), band)
    if wide > 54:
        block.oval(x + wide / 2, y + high * 0.45, wide * 0.22, high * 0.1, band)
    block.rect((x + wide - 7, y, x + wide, y + high), BRICK if ink == VERMILION else INK)


def _leaning(block, x, base, wide, high, ink):
    slip = high * 0.22
    block.poly(
        [(x, base), (x + slip, base - high), (x + slip + wide, base - high), (x + wide, base)], ink
    )
    block.stroke(
        [(x + slip * 0.86, base - high * 0.86), (x + slip * 0.86 + wide, base - high * 0.86)],
        7,
        _bands(ink),
    )
    block.stroke([(x + slip + wide - 3, base - high), (x + wide - 3, base)], 6, INK)


def bank_counter(block):
    """Customers at the tellers' windows of a bank."""
    block.rect((0, 0, 1500, 1000), SAND)
    block.rect((0, 0, 1500, 130), INDIGO)
    block.ruled((0, 14, 1500, 118), 22, 6, NIGHT)
    block.rect((0, 124, 1500, 146), INK)
    for x in (0, 480, 960, 1440):
        block.rect((x, 146, x + 60, 640), JUTE)
        block.ruled((x, 160, x + 60, 640), 480, 12, INK)
        for dx in (12, 26, 40):
            block.rect((x + dx, 190, x + dx + 6, 600), STRAW)
        block.rect((x - 12, 146, x + 72, 176), INK)
    for i, x in enumerate((60, 540, 1020)):
        _teller(block, x, i)
    block.rect((0, 600, 1500, 640), INK)
    block.rect((0, 640, 1500, 860), BARK)
    for x in range(30, 1500, 210):
        block.frame((x, 666, x + 170, 834), 9, INK)
    block.rect((0, 860, 1500, 1000), STRAW)
    block.ruled((0, 876, 1500, 1000), 26, 4, BARK)
    for x, foot, size, top, bottom in (
        (260, 960, 520, JUTE, NIGHT),
        (760, 965, 540, VERMILION, VERMILION),
        (1250, 958, 510, INDIGO, PINE),
    ):
        person(block, x, foot, size, top=top, bottom=bottom, hands=((-0.15, 0.52), (0.2, 0.7)))
    block.hatch([(700, 620), (820, 620), (830, 935), (690, 935)], BRICK, 18, 5, 84)
    block.poly(
        smooth(
            [(722, 500), (760, 440), (800, 500), (812, 640), (770, 600), (710, 640)], closed=True
        ),
        VERMILION,
    )
    block.hatch([(212, 590), (308, 590), (308, 720), (212, 720)], STRAW, 15, 4, 70)


def _teller(block, x, i):
    block.rect((x + 20, 190, x + 400, 600), NIGHT)
    block.hatch([(x + 20, 190), (x + 400, 190), (x + 400, 600), (x + 20, 600)], INK, 20, 5, 0)
    block.poly(arc(x + 210 + (60, -70, 50)[i], 600, 120, 190, 180, 360), (MIST, HAZE, MIST)[i])
    block.oval(x + 210 + (60, -70, 50)[i], 366, 46, 58, STRAW)
    block.poly(arc(x + 210 + (60, -70, 50)[i], 356, 52, 56, 180, 360), INK)
    for at in range(x + 60, x + 400, 58):
        block.rect((at, 190, at + 8, 470), STRAW)
    block.rect((x + 20, 466, x + 400, 482), STRAW)
    block.frame((x + 20, 190, x + 400, 604), 14, INK)
    block.disc(x + 210, 168, 26, JUTE if i != 1 else STRAW)
