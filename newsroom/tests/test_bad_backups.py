"""Files that are no backup, or no longer one: refused with a word, and nothing is touched."""

import io
import random
import struct
import tarfile

import pytest

from newsroom.backups import container, emptiness, loading, reading, sealing
from newsroom.backups.loading import Wish
from newsroom.backups.reading import Visitor, walk
from newsroom.backups.refusals import Refusal, Unreadable
from newsroom.tests.backup_files import PASSPHRASE, files, made, paper_with_everything
from people.models import User

pytestmark = pytest.mark.django_db
SAMPLES = 150


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def whole(settings):
    paper_with_everything()
    return made()


def sealed(plain):
    out = io.BytesIO()
    sealer = sealing.Sealer(out, PASSPHRASE)
    sealer.write(plain)
    sealer.finish()
    return out.getvalue()


class Seen(Visitor):
    """Notes what a reading has shown before it was refused."""

    def __init__(self):
        self.shown = set()

    def rows(self, table, lines):
        self.shown.add(table)

    def file(self, name, size, pieces):
        self.shown.add(name)


def refusal(content, tmp_path, key="", seen=None):
    """Return what is said of a file; nothing where it is taken for whole."""
    file = tmp_path / "bad.backup"
    file.write_bytes(content)
    try:
        walk(file, key, seen or Visitor())
    except Unreadable as unreadable:
        return str(unreadable)
    return ""


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ (1 << place % 8)]) + content[place + 1 :]


def places(content):
    """Return places all over a file: its first and last blocks, and many by chance."""
    chance = random.Random(29)
    return [*range(0, 600, 37), *range(len(content) - 1600, len(content), 29), *(
        chance.randrange(len(content)) for _ in range(SAMPLES)
    )]  # fmt: skip


def test_file_that_was_cut_anywhere_is_refused(whole, tmp_path):
    assert refusal(whole, tmp_path) == ""

    taken = [place for place in places(whole) if not refusal(whole[:place], tmp_path)]

    assert taken == []


def test_one_changed_bit_anywhere_is_refused(whole, tmp_path):
    taken = [place for place in places(whole) if not refusal(flipped(whole, place), tmp_path)]

    assert taken == []


@pytest.mark.parametrize("more", [b"\0", bytes(512), bytes(10240), b"x" * 600])
def test_anything_after_the_end_is_refused(more, whole, tmp_path):
    assert refusal(whole + more, tmp_path) != ""


def test_sealed_file_that_was_cut_changed_or_put_in_another_order_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(sealing, "CHUNK", 4096)
    monkeypatch.setitem(sealing.SCRYPT, "n", 2**4)
    paper_with_everything()
    closed = sealed(made())
    head, step = len(sealing.MAGIC) + sealing.SALT_BYTES + sealing.PREFIX_BYTES, 4096 + 16
    first, second = closed[head : head + step], closed[head + step : head + 2 * step]
    swapped = closed[:head] + second + first + closed[head + 2 * step :]
    dropped = closed[:head] + closed[head + step :]
    at_a_chunk = closed[: head + 2 * step]

    assert refusal(closed, tmp_path, PASSPHRASE) == ""
    assert all(refusal(bad, tmp_path, PASSPHRASE) for bad in (swapped, dropped, at_a_chunk))
    bad = [flipped(closed, place) for place in places(closed)] + [
        closed[:place] for place in places(closed)
    ]
    assert [place for place, one in enumerate(bad) if not refusal(one, tmp_path, PASSPHRASE)] == []


def test_wrong_passphrase_and_a_missing_one_are_told_apart(whole, tmp_path):
    closed = sealed(whole)

    wrong, missing = refusal(closed, tmp_path, "আরেকটি"), refusal(closed, tmp_path)

    assert wrong
    assert missing
    assert wrong != missing
    assert b"sealed backup" in closed[:40]


def test_what_is_sealed_can_be_read_by_nobody(whole):
    assert b"pictures" in whole
    assert b"pictures" not in sealed(whole)


def other_files():
    zipped = io.BytesIO()
    with tarfile.open(fileobj=zipped, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("readme.txt"))
    return {
        "empty": b"", "text": b"hello" * 1000, "zeros": bytes(20_000), "tar": zipped.getvalue(),
        "sqlite": b"SQLite format 3\0" + bytes(8000), "magic alone": sealing.MAGIC,
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(other_files()))
def test_file_of_another_program_is_refused(kind, tmp_path):
    assert refusal(other_files()[kind], tmp_path, PASSPHRASE) != ""


def test_folder_a_missing_file_and_one_that_may_not_be_read_are_refused(tmp_path):
    locked = tmp_path / "missing.backup"

    for path in (tmp_path, locked, tmp_path / "no" / "such", tmp_path / ("x" * 300)):
        with pytest.raises(Unreadable) as refused:
            walk(path, "", Visitor())
        assert str(refused.value)


def crafted(*members):
    """Return a file with members of one's own between the head and the end of a true backup."""
    source = container.Reader(io.BytesIO(made()))
    out = io.BytesIO()
    writer = container.Writer(out, 0)
    for member in source.members():
        content = member.whole(1 << 30)
        if member.name == reading.MANIFEST:
            for add in members:
                add(writer)
        if member.name == reading.SUM:
            content = writer.sum.hexdigest().encode()
        writer.add(member.name, content)
    writer.end()
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    ["/etc/cron.d/x", "../x", "a/../../x", "a//b", "./x", "a/./b", "..\\x", "a\nb", "", "a/"],
    ids=["root", "up", "up inside", "empty part", "here", "here inside", "backslash", "line", "none", "folder"],
)  # fmt: skip
def test_name_that_leaves_the_folder_of_uploads_is_refused(name, tmp_path):
    bad, seen = crafted(lambda writer: writer.add(f"files/{name}", b"evil")), Seen()

    assert refusal(bad, tmp_path, seen=seen) != ""
    assert seen.shown & {name, name.strip("./")} == set()


def test_links_and_devices_are_refused(tmp_path):
    def special(kind):
        def add(writer):
            info = tarfile.TarInfo("files/link")
            info.type, info.linkname = kind, "/etc/passwd"
            writer._write(info.tobuf(tarfile.PAX_FORMAT))

        return add

    kinds, seen = (
        (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE),
        Seen(),
    )
    assert all(refusal(crafted(special(kind)), tmp_path, seen=seen) for kind in kinds)
    assert "link" not in seen.shown


def test_same_name_twice_is_refused(tmp_path):
    twice = crafted(*[lambda writer: writer.add("files/zz", b"one")] * 2)

    assert refusal(twice, tmp_path) != ""


def test_size_that_is_not_there_takes_no_memory(tmp_path):
    claimed = reading.zstd.compress(bytes(4096))
    bomb = reading.zstd.compress(bytes(reading.MOST_SEGMENT_BYTES + 1))
    huge = crafted(lambda writer: writer._write(container.header("files/x", 1 << 50, 0)))
    rows = crafted(lambda writer: writer.add("rows/taggit_tag/000001.jsonl.zst", bomb))
    no_line = crafted(lambda writer: writer.add("rows/taggit_tag/000001.jsonl.zst", claimed))

    assert all(refusal(bad, tmp_path) for bad in (huge, rows, no_line))


def test_table_that_this_paper_does_not_have_is_refused(tmp_path):
    row = reading.zstd.compress(b"[1]\n")
    unknown, seen = (
        crafted(lambda writer: writer.add("rows/zz_secrets/000001.jsonl.zst", row)),
        Seen(),
    )

    assert refusal(unknown, tmp_path, seen=seen) != ""
    assert "zz_secrets" not in seen.shown


def test_cost_of_a_crafted_head_is_fixed():
    """Nothing in a sealed file says how much work its key is: no file can ask for more."""
    assert struct.calcsize(">IB") + sealing.PREFIX_BYTES == 12
    assert sealing.SCRYPT["n"] * sealing.SCRYPT["r"] * 128 <= sealing.SCRYPT["maxmem"]


def test_refused_file_leaves_no_row_and_no_upload(whole, settings, tmp_path):
    file = tmp_path / "bad.backup"
    file.write_bytes(flipped(whole, len(whole) // 2))
    emptiness.clear()
    settings.MEDIA_ROOT = tmp_path / "bare"

    with pytest.raises(Refusal):
        loading.restore(Wish(file))

    assert (files(), User.objects.exists(), settings.MEDIA_ROOT.exists()) == (
        {},
        False,
        False,
    )
