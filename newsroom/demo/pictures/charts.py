"""Pictures of figures: a share board, and three charts built of things."""

from .figures import coins, container, person
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


def stock_board(block):
    """Investors looking up at the board of a brokerage house: candles and a falling line."""
    block.rect((0, 0, 1500, 1000), INDIGO)
    block.hatch(box_points((0, 0, 1500, 1000)), NIGHT, 26, 6, 90)
    block.rect((70, 50, 1430, 660), INK)
    block.frame((70, 50, 1430, 660), 12, MIST)
    for y in range(140, 640, 84):
        block.rect((96, y, 1030, y + 3), INDIGO)
    _candles(block)
    for i in range(9):
        y = 96 + i * 62
        falls = i in (1, 2, 5, 7)
        tip = [(1080, y + 30), (1112, y + 30), (1096, y + 4)]
        if falls:
            tip = [(1080, y + 4), (1112, y + 4), (1096, y + 30)]
        block.poly(tip, VERMILION if falls else SAGE)
        block.rect((1132, y + 8, 1132 + 80 + (i * 53) % 70, y + 26), MIST)
        block.rect((1310, y + 8, 1310 + 46 + (i * 31) % 44, y + 26), VERMILION if falls else SAGE)
    for x, foot, size, ink in (
        (130, 1180, 520, MIST),
        (360, 1130, 440, JUTE),
        (600, 1190, 540, GREEN),
        (850, 1120, 430, STRAW),
        (1090, 1180, 520, MIST),
        (1330, 1140, 460, JUTE),
    ):
        hands = ((-0.15, 0.5), (0.3, 1.0)) if x == 850 else ((-0.15, 0.5), (0.15, 0.5))
        person(block, x, foot, size, top=ink, bottom=INK, hands=hands)


def _candles(block):
    level, line = 300, []
    for i in range(16):
        move = (46, -30, 58, 40, -64, 30, 50, -44, -70, 24, -80, -52, 34, -76, -60, -84)[i]
        x, top = 130 + i * 56, level - max(move, 0)
        rises = move > 0
        block.rect((x + 14, top - 26, x + 18, top + abs(move) + 28), JUTE)
        block.rect((x, top, x + 32, top + abs(move)), SAGE if rises else MIST)
        level -= move
        line.append((x + 16, level + 6 + (24 if rises else -14)))
    block.stroke(line, 12, VERMILION)
    block.poly(
        [
            (line[-1][0] - 34, line[-1][1] - 14),
            (line[-1][0] + 30, line[-1][1] - 30),
            (line[-1][0] + 14, line[-1][1] + 40),
        ],
        VERMILION,
    )


def chart_inflation(block):
    """Rising columns with a shopping bag on the tallest, a red step line above them."""
    block.rect((0, 0, 1500, 1000), JUTE)
    for y in range(150, 860, 118):
        block.rect((90, y, 1420, y + 4), STRAW)
    tops = (730, 690, 640, 600, 530, 440)
    for i, top in enumerate(tops):
        x = 120 + i * 218
        ink = (MIST, INDIGO, MIST, INDIGO, MIST, INDIGO)[i]
        block.rect((x, top, x + 160, 868), ink)
        block.hatch(
            [(x, top), (x + 160, top), (x + 160, 868), (x, 868)],
            NIGHT if ink == INDIGO else INDIGO,
            24,
            6,
            (45, -45)[i % 2],
        )
        block.frame((x, top, x + 160, 868), 8, INK)
    steps = []
    for i, top in enumerate(tops[:-1]):
        steps += [(120 + i * 218, top - 90), (338 + i * 218, top - 90)]
    steps[-1] = (1178, steps[-1][1])
    steps += [(1178, 390), (1178, 130)]
    block.stroke(steps, 22, VERMILION)
    block.poly([(1114, 146), (1242, 146), (1178, 40)], VERMILION)
    _bag(block, 1310, 440)
    block.rect((80, 866, 1440, 886), INK)
    block.rect((80, 890, 1440, 896), INK)


def _bag(block, x, base):
    for dx, lean, ink in ((-50, -16, SAGE), (0, 4, GREEN), (46, 20, SAGE)):
        leaf = turned(arc(x + dx, base - 190, 32, 84), (x + dx, base - 150), lean)
        block.poly(leaf, ink)
        block.stroke([(x + dx, base - 150), between((x + dx, base - 150), leaf[30], 0.8)], 6, INK)
        block.stroke(leaf, 5, INK)
    body = [(x - 108, base - 170), (x + 108, base - 170), (x + 86, base), (x - 86, base)]
    block.poly(body, STRAW)
    block.hatch(body, BARK, 20, 5, 60)
    block.hatch(body, BARK, 20, 5, -60)
    block.stroke([*body, body[0]], 9, INK)
    block.stroke(arc(x, base - 168, 62, 96, 180, 360), 10, INK)


def chart_export(block):
    """A bar chart built of stacked containers, a crane hanging the next one."""
    block.sky(760, ground=HAZE, lines=MIST, gap=20)
    block.rect((0, 850, 1500, 1000), INK)
    block.ruled((0, 870, 1500, 1000), 24, 5, NIGHT)
    inks = (INDIGO, MIST, NIGHT, STRAW, GREEN)
    for column, count in enumerate((2, 3, 5, 4, 6, 7)):
        x = 70 + column * 222
        for row in range(count):
            ink = inks[(column * 2 + row) % len(inks)]
            container(block, x, 850 - (row + 1) * 84, 190, 84, ink)
            block.frame((x, 850 - (row + 1) * 84, x + 188, 850 - row * 84 - 2), 4, INK)
    block.rect((0, 20, 1500, 58), INK)
    for x in range(0, 1500, 60):
        block.stroke([(x, 58), (x + 30, 96), (x + 60, 58)], 8, INK)
    block.rect((0, 92, 1500, 104), INK)
    block.rect((1204, 92, 1344, 124), INK)
    for x in (1196, 1352):
        block.stroke([(1274, 110), (x, 164)], 6, INK)
    container(block, 1180, 162, 190, 84, VERMILION)
    block.frame((1180, 162, 1368, 244), 4, INK)
    block.rect((1408, 58, 1440, 860), INK)
    for y in range(130, 840, 90):
        block.stroke([(1440, y), (1500, y + 90)], 9, INK)
        block.stroke([(1500, y), (1440, y + 90)], 9, INK)


def chart_remittance(block):
    """Columns of coins growing to the right, a paper aeroplane flying in over the sea."""
    block.rect((0, 0, 1500, 620), HAZE)
    block.ruled((0, 12, 1500, 400), 24, 5, JUTE)
    block.water(600, 1000, ground=INDIGO, inks=(NIGHT, MIST, NIGHT), count=60)
    block.poly(
        smooth(
            [
                (-20, 820),
                (300, 780),
                (760, 800),
                (1200, 776),
                (1520, 800),
                (1520, 1010),
                (-20, 1010),
            ]
        ),
        SAGE,
    )
    block.hatch([(0, 860), (1500, 850), (1500, 1000), (0, 1000)], GREEN, 26, 6, 0)
    for i, count in enumerate((2, 4, 5, 8, 11, 15)):
        coins(block, 180 + i * 228, 910, count, 92)
    _paper_plane(block)


def _paper_plane(block):
    trail = smooth(
        [
            (-20, 470),
            (160, 400),
            (330, 470),
            (420, 360),
            (330, 290),
            (300, 380),
            (480, 400),
            (640, 240),
        ],
        12,
    )
    for a, b in zip(trail[::6], trail[3::6], strict=False):
        block.stroke([a, b], 8, INK)
    plane = ((940, 70), (560, 200), (690, 250), (700, 350), (750, 276), (850, 310))
    nose, left, fold, keel, mid, right = plane
    block.poly([nose, left, fold], VERMILION)
    block.poly([nose, fold, keel], BRICK)
    block.poly([nose, keel, mid], INK)
    block.poly([nose, mid, right], VERMILION)
    block.stroke([fold, nose, mid], 4, JUTE)
