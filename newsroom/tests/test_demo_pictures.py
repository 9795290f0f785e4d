"""The demo pictures: their list, size, inks, sameness from run to run, and the woodcut verbs."""

from collections import namedtuple
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from newsroom.demo import pictures
from newsroom.demo.pictures import woodcut

EVERY_KEY = """
    port-cranes container-ship power-lines solar-field gas-field vegetable-market onion-sacks
    fish-market jamdani-pattern garment-factory jute-mill tea-garden rice-paddy metro-rail
    rickshaw-street bridge ferry-fog airport brick-kiln flood-embankment cyclone-coast river-map
    sailboats-river district-map hospital-ward school library-books bank-counter taka-notes
    gold-jewellery stock-board chart-inflation chart-export chart-remittance server-room
    mobile-phone laptop-desk football-pitch cricket-stadium cricket-still world-globe
    world-harbour
""".split()

# look.md, section 10: the inks of drawn pictures.
ART_DIRECTION = {
    "#e9e6dc", "#c9c2ab", "#1d2440", "#3c4f8f", "#8f9cc4", "#2a3566", "#5d7564", "#b4402e",
}  # fmt: skip
VERMILION = (0xB4, 0x40, 0x2E)
PIXELS = 1500 * 1000

Seen = namedtuple("Seen", "size mode shares thumbnail")


@pytest.fixture(scope="module")
def gallery():
    """Every picture drawn once: its size, mode, the share of each colour, and a thumbnail."""
    seen = {}
    for key in pictures.KEYS:
        picture = pictures.draw(key)
        shares = {colour: count / PIXELS for count, colour in picture.getcolors(PIXELS)}
        seen[key] = Seen(picture.size, picture.mode, shares, picture.reduce(12))
    return seen


def hexadecimal(colour):
    return "#{:02x}{:02x}{:02x}".format(*colour)


def saved(key):
    file = BytesIO()
    pictures.save(key, file)
    return file.getvalue()


def test_there_is_a_picture_for_every_key_of_the_demo_paper():
    assert list(pictures.KEYS) == EVERY_KEY


@pytest.mark.parametrize("key", EVERY_KEY)
def test_picture_is_1500_by_1000_in_rgb(gallery, key):
    assert gallery[key].size == (1500, 1000)
    assert gallery[key].mode == "RGB"


@pytest.mark.parametrize("key", EVERY_KEY)
def test_picture_keeps_to_its_inks_but_for_softened_edges(gallery, key):
    inks = set(woodcut.INKS)

    pure = sum(share for colour, share in gallery[key].shares.items() if colour in inks)

    assert pure > 0.93


@pytest.mark.parametrize("key", EVERY_KEY)
def test_vermilion_is_an_accent_seen_but_not_the_ground(gallery, key):
    assert 0.003 < gallery[key].shares[VERMILION] < 0.15


@pytest.mark.parametrize("key", EVERY_KEY)
def test_picture_has_darks_and_lights(gallery, key):
    grey = gallery[key].thumbnail.convert("L")

    darkest, lightest = grey.getextrema()

    assert darkest < 70
    assert lightest > 180


def test_no_two_pictures_are_alike(gallery):
    for one, other in combinations(EVERY_KEY, 2):
        change = ImageChops.difference(gallery[one].thumbnail, gallery[other].thumbnail)
        assert sum(ImageStat.Stat(change).mean) / 3 > 20, (one, other)


@pytest.mark.parametrize("key", ["port-cranes", "fish-market", "district-map", "library-books"])
def test_same_key_gives_the_same_bytes_each_time(key):
    first = saved(key)
    pictures.draw("cyclone-coast")

    assert saved(key) == first


def test_save_writes_a_progressive_jpeg_of_fitting_weight(tmp_path):
    path = tmp_path / "sails.jpg"

    pictures.save("sailboats-river", path)

    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (1500, 1000)
        assert picture.info["progressive"] == 1
    assert 60_000 < path.stat().st_size < 200_000


def test_unknown_key_is_named_in_a_sentence():
    with pytest.raises(KeyError) as caught:
        pictures.draw("moon-base")

    assert caught.value.args == ("There is no demo picture called “moon-base”.",)


def test_unknown_key_leaves_no_file_behind(tmp_path):
    path = tmp_path / "moon.jpg"

    with pytest.raises(KeyError):
        pictures.save("moon-base", path)

    assert not path.exists()


def test_base_inks_are_those_of_the_art_direction():
    assert {hexadecimal(ink) for ink in woodcut.BASE_INKS} == ART_DIRECTION


def test_overprint_lies_between_its_two_inks():
    assert woodcut.overprint(woodcut.JUTE, woodcut.INK, 0) == woodcut.INKS[woodcut.JUTE]
    assert woodcut.overprint(woodcut.JUTE, woodcut.INK, 1) == woodcut.INKS[woodcut.INK]
    assert hexadecimal(woodcut.overprint(woodcut.JUTE, woodcut.INK, 0.5)) == "#83858e"


def test_every_ink_has_a_shade_other_than_itself():
    inks = range(len(woodcut.INKS))

    assert sorted(woodcut.SHADE) == list(inks)
    assert all(woodcut.SHADE[ink] != ink for ink in inks)


def test_block_prints_plain_jute_before_anything_is_cut():
    picture = woodcut.Block("empty").printed()

    assert picture.getcolors() == [(PIXELS, woodcut.INKS[woodcut.JUTE])]


def test_box_covers_exactly_its_pixels():
    block = woodcut.Block("box")

    block.rect((100, 200, 110, 220), woodcut.INK)

    shares = {colour: count for count, colour in block.printed().getcolors()}
    assert shares[woodcut.INKS[woodcut.INK]] == 10 * 20


def test_same_seed_gives_the_same_chance_and_another_seed_another():
    one, same, other = (woodcut.Block(seed).jitter(100) for seed in ("a", "a", "b"))

    assert one == same
    assert one != other
    assert -100 <= one <= 100


def test_hatching_stays_inside_its_shape():
    block = woodcut.Block("hatch")

    block.hatch(woodcut.box_points((300, 300, 500, 400)), woodcut.INK, gap=20, width=6, angle=45)

    picture = block.printed()
    paper = Image.new("RGB", picture.size, woodcut.INKS[woodcut.JUTE])
    left, top, right, bottom = ImageChops.difference(picture, paper).getbbox()
    assert left >= 300
    assert top >= 300
    assert right <= 501
    assert bottom <= 401


def test_what_falls_outside_a_shape_is_taken_away_again():
    block = woodcut.Block("inside")

    with block.inside(woodcut.box_points((0, 0, 700, 1000))):
        block.rect((0, 0, 1500, 1000), woodcut.GREEN)

    picture = block.printed()
    assert picture.getpixel((690, 500)) == woodcut.INKS[woodcut.GREEN]
    assert picture.getpixel((710, 500)) == woodcut.INKS[woodcut.JUTE]


def test_drawing_goes_on_after_working_inside_a_shape():
    block = woodcut.Block("after")

    with block.inside(woodcut.box_points((0, 0, 100, 100))):
        block.rect((0, 0, 50, 50), woodcut.GREEN)
    block.disc(800, 500, 40, woodcut.VERMILION)

    assert block.printed().getpixel((800, 500)) == VERMILION


def test_gouge_mark_is_widest_in_the_middle():
    block = woodcut.Block("cut")

    block.cut((100, 500), (900, 500), 40, woodcut.INK)

    picture = block.printed()
    ink = woodcut.INKS[woodcut.INK]

    def thickness(x):
        return sum(picture.getpixel((x, y)) == ink for y in range(450, 550))

    assert thickness(500) > thickness(200) > thickness(110) > 0


def test_tapered_line_is_thick_at_its_start_and_thin_at_its_end():
    block = woodcut.Block("taper")

    block.taper([(100, 500), (500, 500), (900, 500)], 60, 10, woodcut.INK)

    picture = block.printed()
    ink = woodcut.INKS[woodcut.INK]
    assert picture.getpixel((110, 475)) == ink
    assert picture.getpixel((890, 475)) != ink
    assert picture.getpixel((890, 500)) == ink


def test_smooth_curve_passes_through_its_points():
    points = [(0, 0), (100, 50), (200, -20), (300, 80)]

    curve = woodcut.smooth(points)

    assert all(any(spot == pytest.approx(point) for spot in curve) for point in points)


def test_closed_curve_passes_through_every_point_once():
    points = [(0, 0), (100, 0), (100, 100), (0, 100)]

    curve = woodcut.smooth(points, steps=6, closed=True)

    assert len(curve) == 24
    assert all(sum(spot == pytest.approx(point) for spot in curve) == 1 for point in points)


def test_turning_is_clockwise_about_the_centre():
    (turned,) = woodcut.turned([(10, 0)], (0, 0), 90)

    assert turned == pytest.approx((0, 10))


def test_arc_runs_clockwise_from_three_o_clock():
    points = woodcut.arc(50, 50, 10, 20, 0, 90, steps=2)

    assert points[0] == pytest.approx((60, 50))
    assert points[-1] == pytest.approx((50, 70))
