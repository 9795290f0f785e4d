"""Word lists on the desk: who arranges them, the text of a list, its bad lines, the counts, the file."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Category
from articles.tests.desk import signed_in
from articles.tests.factories import person
from comments import word_lines
from comments.models import WordEntry, WordList
from comments.tests.test_wordlists import make_list
from paper.log import LogEntry

pytestmark = pytest.mark.django_db

LISTS, WORDS = "/admin/comments/wordlist/", "/admin/comments/wordentry/"


def form(lines, **fields):
    return {"name": "গালি", "action": "hold", "category": "", "is_active": "on", "lines": lines, **fields}  # fmt: skip


def page(word_list):
    return f"{LISTS}{word_list.pk}/change/"


def held(word_list):
    return dict(word_list.entries.values_list("text", "match"))


@pytest.fixture
def desk_of_moderator():
    return signed_in(person("moderator", display_name="তানিয়া"))


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [("reporter", False, False), ("editor", False, False), ("moderator", True, True), ("chief", True, True)],
)  # fmt: skip
def test_moderators_and_the_chief_arrange_lists_and_nobody_else(role, looks, changes):
    made = make_list("চোর")
    browser = signed_in(person(role))

    seen = [browser.get(at).status_code == 200 for at in (LISTS, page(made), WORDS)]
    browser.post(page(made), form("চোর\nশালা"))

    assert seen == [looks] * 3
    assert (set(held(made)) == {"চোর", "শালা"}) == changes


def test_a_new_list_takes_a_pasted_text_and_says_who_added_it(desk_of_moderator):
    pasted = "চোর\r\n\r\n  শালা \r\n=ছি\r\n*রাজাকার*\r\nশুয়োরের বাচ্চা\r\nচোর\r\n"

    answer = desk_of_moderator.post(f"{LISTS}add/", form(pasted))

    made = WordList.objects.get()
    assert answer.status_code == 302
    assert held(made) == {
        "চোর": "stem", "শালা": "stem", "ছি": "word", "রাজাকার": "substring", "শুয়োরের বাচ্চা": "stem",
    }  # fmt: skip
    assert {str(entry.added_by) for entry in made.entries.all()} == {"তানিয়া"}
    assert LogEntry.objects.filter(act="add", actor__display_name="তানিয়া").exists()


def test_every_bad_line_is_named_and_what_was_typed_is_kept(desk_of_moderator):
    long = "ক" * 81
    typed = f"চোর\n।।।\n<script>alert(1)</script>…\nক\n{long}\n=চোর\n*কখ*"

    html = desk_of_moderator.post(f"{LISTS}add/", form(typed)).content.decode()

    found = re.findall(r"<li>([^<]*“[^<]*)</li>", html)
    assert len(found) == 5
    assert [
        line for line in ("২", "৪", "৫", "৬", "৭") if not any(line in one for one in found)
    ] == []
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;…\nক\n" in html
    assert WordList.objects.count() == 0


def test_too_many_words_are_refused_in_one_sentence(desk_of_moderator, monkeypatch):
    monkeypatch.setattr(word_lines, "MOST_ENTRIES", 2)

    html = desk_of_moderator.post(f"{LISTS}add/", form("চোর\nশালা\nবদমাশ")).content.decode()

    assert "২" in "".join(re.findall(r"errorlist.*?</ul>", html, re.S))
    assert WordList.objects.count() == 0


def test_words_that_stay_keep_their_counts_and_those_taken_out_go(desk_of_moderator):
    made = make_list("চোর", "শালা")
    WordEntry.objects.filter(text="চোর").update(hits=4, false_holds=1)

    desk_of_moderator.post(page(made), form("=চোর\nবদমাশ", **{"initial-lines": "চোর\nশালা"}))

    assert list(made.entries.order_by("text").values_list("text", "match", "hits", "false_holds")) == [
        ("চোর", "word", 4, 1), ("বদমাশ", "stem", 0, 0),
    ]  # fmt: skip


def test_two_who_change_a_list_at_once_both_keep_their_words(desk_of_moderator):
    made = make_list("চোর")
    shown = {"initial-lines": "চোর"}

    desk_of_moderator.post(page(made), form("চোর\nশালা", **shown))
    signed_in(person("chief")).post(page(made), form("বদমাশ", **shown))

    assert set(held(made)) == {"শালা", "বদমাশ"}


def test_a_form_that_does_not_say_what_was_shown_takes_nothing_out(desk_of_moderator):
    made = make_list("চোর")

    desk_of_moderator.post(page(made), form("শালা"))

    assert set(held(made)) == {"চোর", "শালা"}


def test_the_page_of_a_list_comes_back_unchanged_when_it_is_saved_as_it_is(desk_of_moderator):
    made = make_list("চোর", "<b>শালা</b>", '"বদমাশ"')
    WordEntry.objects.create(word_list=made, text="ছি", match="word")
    before = list(made.entries.order_by("pk").values())
    html = desk_of_moderator.get(page(made)).context_data["adminform"].form["lines"]

    desk_of_moderator.post(page(made), form(html.value(), **{"initial-lines": html.value()}))

    assert list(made.entries.order_by("pk").values()) == before


def test_each_word_stands_with_its_hits_and_the_share_held_in_vain(desk_of_moderator):
    made = make_list("চোর", "শালা", "<i>বদ</i>মাশ")
    WordEntry.objects.filter(text="চোর").update(hits=8, false_holds=6)

    for address in (page(made), WORDS, f"{WORDS}?word_list__id__exact={made.pk}"):
        html = desk_of_moderator.get(address).content.decode()
        assert "৮" in html
        assert "৭৫%" in html
        assert "(৬)" in html
        assert "<i>বদ</i>" not in html


def test_one_word_is_changed_on_its_page_and_judged_as_a_line_is(desk_of_moderator):
    made = make_list("চোর", "শালা")
    at = f"{WORDS}{made.entries.get(text='চোর').pk}/change/"

    refused = [
        desk_of_moderator.post(at, {"text": text, "match": "stem"}).status_code
        for text in ("শালা", "।", "ক")
    ]
    desk_of_moderator.post(at, {"text": "=বদমাশ", "match": "word"})

    assert refused == [200, 200, 200]
    assert held(made) == {"বদমাশ": "word", "শালা": "stem"}


def test_a_list_for_a_section_offers_the_tree_and_says_where_it_holds(desk_of_moderator):
    economy = Category.objects.create(name="অর্থনীতি", slug="economy", path="economy")
    Category.objects.create(name="বন্দর", slug="port", path="economy/port", parent=economy)

    html = desk_of_moderator.get(f"{LISTS}add/").content.decode()
    desk_of_moderator.post(f"{LISTS}add/", form("চোর", category=economy.pk))

    assert "– বন্দর" in html
    assert WordList.objects.get().category == economy
    assert "অর্থনীতি" in desk_of_moderator.get(LISTS).content.decode()


@pytest.mark.parametrize("lists", [1, 3])
def test_the_lists_take_the_same_questions_whatever_their_number(
    desk_of_moderator, lists, django_assert_num_queries
):
    for number in range(lists):
        make_list("চোর", "শালা", name=f"তালিকা {number}")
    desk_of_moderator.get(LISTS)

    with django_assert_num_queries(10):
        desk_of_moderator.get(LISTS)


@pytest.mark.parametrize(
    "entry",
    [("চোর", "stem"), ("=চোর", "word"), ("*চোর", "stem"), ("চোর*", "stem"), ("ab=c", "substring"), ("চোর বাটপার", "word")],
)  # fmt: skip
def test_entries_written_as_lines_are_read_alike(entry):
    assert word_lines.read(word_lines.write([entry])).entries == dict([entry])


# --- The file ------------------------------------------------------------------------------------


@pytest.fixture
def load(tmp_path):
    def call(text, *options, name="গালি"):
        file = tmp_path / "words.txt"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8-sig"))
        said = StringIO()
        call_command("load_wordlist", str(file), "--list", name, *options, stdout=said)
        return said.getvalue()

    return call


def test_a_file_fills_a_list_and_a_second_one_adds_to_it(load):
    load("চোর\r\n=ছি\r\n", "--action", "report")
    load("চোর\nশালা\n")

    made = WordList.objects.get()
    assert (made.name, made.action) == ("গালি", "report")
    assert held(made) == {"চোর": "stem", "ছি": "word", "শালা": "stem"}


def test_a_list_of_a_file_holds_back_unless_told_otherwise(load):
    load("চোর")

    assert WordList.objects.get().action == "hold"


@pytest.mark.parametrize(
    ("text", "options"),
    [("চোর\n।\n", []), (b"\xff\xfe\x00", []), ("শালা", ["--action", "spam"])],
)
def test_a_file_that_does_not_fit_changes_nothing(load, text, options):
    made = make_list("চোর")

    with pytest.raises(CommandError):
        load(text, *options)

    assert held(made) == {"চোর": "stem"}


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        call_command("load_wordlist", "nowhere.txt", "--list", "গালি")
