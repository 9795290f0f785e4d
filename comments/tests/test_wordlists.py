"""Word lists: which hold for a story, what they find, who learns of a change, and what is counted."""

import importlib.util

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Category
from bangla import wordlist
from comments import screening, word_lines, wordlists
from comments.findings import ListedWord
from comments.models import Comment, Severity, Status, WordEntry, WordList
from comments.moderation import reply_as_staff, transition
from comments.phases.words import ENTRIES, PLACES, has_no_listed_words
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.test_phases import facts

ZERO = "\u200b"


def ready(*texts, action="hold", name="গালি", how="stem"):
    """Return one list made ready, its entries numbered from 1."""
    return wordlist.WordList(
        wordlist.Entry(ListedWord(number, text, name, action), text, how)
        for number, text in enumerate(texts, 1)
    )


def make_list(*texts, action="hold", name="গালি", **fields):
    made = WordList.objects.create(name=name, action=action, **fields)
    for text in texts:
        WordEntry.objects.create(word_list=made, text=text)
    return made


def of_known(article, body, **fields):
    """Send a comment of a reader whom a moderator knows, and return it."""
    device = fields.pop("device", "known")
    return send(article, body=body, device=device, **fields).comment


def counts(text="চোর"):
    return WordEntry.objects.values_list("hits", "false_holds").get(text=text)


def decide(comment, event, actor, **fields):
    seen = Comment.objects.get(pk=comment.pk)
    return transition(
        seen.pk, event, actor=actor, version=seen.version, revision=seen.revision, **fields
    )


# --- The phase ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "severity"),
    [
        ("reject", Severity.REJECT),
        ("hold", Severity.HOLD_CONTENT),
        ("report", Severity.REPORT),
        ("spam", Severity.SPAM),
    ],
)
def test_what_a_list_asks_for_is_what_a_word_of_it_weighs(action, severity):
    verdict = screening.screen(facts(body="তুমি চোর", words=(ready("চোর", action=action),)))

    assert verdict.severity == severity


@pytest.mark.parametrize("body", ["তুমি চোর", f"তুমি চো{ZERO}র", "তুমি চো.র", "তুমি চোরের"])
def test_a_finding_names_list_and_entry_and_its_passage_in_the_stored_text(body):
    (finding,) = has_no_listed_words(facts(body=body, words=(ready("চোর"),)))

    assert finding.code == "word"
    assert body[slice(*finding.span)] == body.removeprefix("তুমি ")
    assert finding.as_json() == {
        "phase": "words", "code": "word", "detail": "চোর", "span": finding.span,
        "entry": 1, "list": "গালি", "action": "hold",
    }  # fmt: skip


def test_a_word_in_the_name_is_found_without_a_passage():
    (finding,) = has_no_listed_words(facts(name="চো.র রহিম", words=(ready("চোর"),)))

    assert (finding.code, finding.detail, finding.span) == ("word_in_name", "চোর", None)


def test_the_gravest_word_is_named_whatever_else_a_comment_holds():
    many = "কখগঘঙচছজঝঞ"
    mild = [f"{one}{other}াশ" for one in many for other in many]
    body = " ".join([*mild, "চোর"])

    found = list(
        has_no_listed_words(
            facts(body=body, words=(ready(*mild, action="report"), ready("চোর", action="spam")))
        )
    )

    assert found[0].detail == "চোর"
    assert len({finding.word for finding in found}) == ENTRIES


def test_a_word_that_is_said_a_thousand_times_is_shown_a_few_times():
    found = list(has_no_listed_words(facts(body="চোর " * 1000, words=(ready("চোর"),))))

    assert len(found) == PLACES


def test_a_good_comment_passes_the_lists():
    words = (ready("চোর", "শালা"),)

    assert list(has_no_listed_words(facts(body="চোরাচালান বন্ধ হোক, বিশালা নদী", words=words))) == []


@pytest.mark.parametrize(
    "entry", [".*", "(চোর", "[a-z]+", "চোর|", "\\b\\w+", "<b>চোর</b>", "%s", "{0}", "a.*b", "^$"]
)
def test_signs_of_patterns_in_an_entry_are_no_patterns(entry):
    clean = facts(body="খবরটি ভালো হয়েছে axxb", words=(ready(entry),))

    assert list(has_no_listed_words(clean)) == []


# --- Which lists hold ---------------------------------------------------------------------------


@pytest.fixture
def sections(db):
    """economy → economy/port → economy/port/ships, and sports."""
    made, above = {}, None
    for path in ("economy", "economy/port", "economy/port/ships"):
        above = Category.objects.create(
            name=path, slug=path.rpartition("/")[2], path=path, parent=above
        )
        made[path] = above
    made["sports"] = Category.objects.create(name="sports", slug="sports", path="sports")
    return made


@pytest.mark.parametrize(
    ("of_list", "of_story", "holds"),
    [
        (None, "sports", True),
        ("sports", "sports", True),
        ("economy", "economy", True),
        ("economy", "economy/port", True),
        ("economy", "economy/port/ships", True),
        ("economy/port", "economy/port/ships", True),
        ("economy/port", "economy", False),
        ("economy", "sports", False),
    ],
)
def test_a_list_holds_for_its_section_and_those_below(sections, of_list, of_story, holds):
    make_list("চোর", category=sections.get(of_list))
    known_device()

    comment = of_known(make_story(category=sections[of_story]), "তুমি চোর")

    assert comment.status == (Status.WITHHELD if holds else Status.PUBLISHED)


@pytest.mark.django_db
def test_a_list_that_is_not_in_use_finds_nothing():
    make_list("চোর", is_active=False)
    known_device()

    assert of_known(make_story(), "তুমি চোর").status == Status.PUBLISHED


@pytest.mark.django_db
def test_an_entry_stands_once_in_a_list_however_it_is_typed():
    made = make_list("বাড়ি")

    with pytest.raises(IntegrityError), transaction.atomic():
        WordEntry.objects.create(word_list=made, text="বাড\u09bcি")


# --- Who learns of a change ----------------------------------------------------------------------


@pytest.fixture
def processes(db):
    """The lists as two processes hold them: the module, and a copy of it with a memory of its own."""
    spec = importlib.util.spec_from_file_location(
        "comments.wordlists_elsewhere", wordlists.__file__
    )
    elsewhere = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    return wordlists, elsewhere


def found_by(process, article, text="চোর শালা"):
    return [
        hit.key.text for words in process.lists_for(article.category_id) for hit in words.hits(text)
    ]


CHANGES = {
    "an entry added": lambda made: WordEntry.objects.create(word_list=made, text="শালা"),
    "entries added": lambda made: WordEntry.objects.bulk_create([WordEntry(word_list=made, text="শালা")]),
    "an entry changed": lambda made: [setattr(one := made.entries.get(), "text", "শালা"), one.save()],
    "entries changed": lambda made: made.entries.update(text="শালা"),
    "an entry deleted": lambda made: made.entries.get().delete(),
    "entries deleted": lambda made: made.entries.all().delete(),
    "the list deleted": lambda made: made.delete(),
    "lists deleted": lambda made: WordList.objects.filter(pk=made.pk).delete(),
    "the list switched off": lambda made: [setattr(made, "is_active", False), made.save()],
    "the list's action changed": lambda made: WordList.objects.filter(pk=made.pk).update(action="spam"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_two_processes_agree_at_the_next_comment_after(change, processes):
    made, article = make_list("চোর"), make_story()
    for process in processes:
        assert found_by(process, article) == ["চোর"]

    CHANGES[change](made)

    here, there = ([
        (hit.key.text, hit.key.action) for words in process.lists_for(article.category_id) for hit in words.hits("চোর শালা")
    ] for process in processes)  # fmt: skip
    assert here == there == list(
        WordEntry.objects.filter(word_list__is_active=True)
        .order_by("pk").values_list("text", "word_list__action")
    )  # fmt: skip
    assert here != [("চোর", "hold")]


def test_a_change_that_was_rolled_back_leaves_nothing_behind(processes):
    article, made = make_story(), make_list("চোর")
    with transaction.atomic():
        WordEntry.objects.create(word_list=made, text="শালা")
        assert found_by(wordlists, article) == ["চোর", "শালা"]
        transaction.set_rollback(True)

    assert [found_by(process, article) for process in processes] == [["চোর"], ["চোর"]]


@pytest.mark.parametrize("lists", [1, 3])
def test_a_comment_asks_one_question_about_the_lists_however_many(lists, processes):
    article = make_story()
    for number in range(lists):
        make_list("চোর", "শালা", name=f"তালিকা {number}")
    wordlists.lists_for(article.category_id)

    with CaptureQueriesContext(connection) as queries:
        wordlists.lists_for(article.category_id)

    assert len(queries) == 1


def test_counting_a_word_makes_no_process_read_the_lists_anew(processes):
    article = make_story()
    made = make_list("চোর")
    wordlists.lists_for(article.category_id)
    wordlists.count_hits([{"entry": made.entries.get().pk}])

    with CaptureQueriesContext(connection) as queries:
        wordlists.lists_for(article.category_id)

    assert (len(queries), counts()) == (1, (1, 0))


# --- What is counted -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_comment_counts_once_for_an_entry_and_once_however_often_it_is_sent():
    make_list("চোর", "শালা")
    known_device()
    article, key = make_story(), "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

    for _each in range(2):
        of_known(article, "চোর চোর চো.র", name="চোর সাহেব", key=key)

    assert (counts(), counts("শালা")) == ((1, 0), (0, 0))


@pytest.mark.django_db
def test_a_refused_comment_and_an_answer_of_the_desk_count_for_no_word():
    make_list("চোর")
    article = make_story()
    comment = make_comment(article)

    send(article, body="চোর", parent="999999")
    reply = reply_as_staff(
        comment.pk, "চোর ধরা পড়েছে", actor=make_moderator(), name="ডেস্ক", version=1, revision=1
    )

    assert reply.status == Status.APPROVED
    assert [reason["detail"] for reason in reply.reasons] == ["চোর"]
    assert counts() == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "events", "false_holds"),
    [
        ("hold", ["approve"], 1),
        ("hold", ["reject"], 0),
        ("hold", ["reject", "restore"], 1),
        ("hold", ["approve", "hold", "approve"], 1),
        ("hold", ["approve", "spam", "restore"], 1),
        ("spam", ["restore"], 1),
        ("reject", ["restore"], 1),
        ("reject", ["spam", "restore"], 1),
        ("report", ["approve"], 0),
        ("report", ["hold", "approve"], 0),
    ],
)
def test_an_entry_held_in_vain_is_counted_when_its_comment_is_first_approved(
    action, events, false_holds
):
    make_list("চোর", action=action)
    known_device()
    comment, moderator = of_known(make_story(), "চোর"), make_moderator()

    for event in events:
        decide(comment, event, moderator, reason="abuse" if event == "reject" else "")

    assert counts() == (1, false_holds)


@pytest.mark.django_db
def test_a_comment_of_a_word_that_is_listed_no_more_is_approved_all_the_same():
    made = make_list("চোর")
    known_device()
    comment = of_known(make_story(), "চোর")
    made.delete()

    assert decide(comment, "approve", make_moderator()).status == Status.APPROVED


def test_comments_with_the_same_words_at_once_are_each_counted_once(together):
    make_list("চোর", "শালা")
    article = make_story()
    for number in range(12):
        known_device(f"d{number}")
    said = ["চোর আর শালা", "শালা আর চোর"]

    comments = together(
        lambda number: of_known(
            article,
            f"{said[number % 2]} {number}",
            device=f"d{number}",
            address=f"203.{number}.0.1",
        ),
        threads=12,
    )
    moderator = make_moderator()
    together(lambda number: decide(comments[number], "approve", moderator), threads=12)

    assert [comment.status for comment in comments] == [Status.WITHHELD] * 12
    assert (counts(), counts("শালা")) == ((12, 12), (12, 12))


def test_saving_an_entry_loses_no_count_that_came_meanwhile(db):
    make_list("চোর")
    entry = WordEntry.objects.get()
    wordlists.count_hits([{"entry": entry.pk}])

    entry.match = "word"
    entry.save()

    assert (counts(), WordEntry.objects.get().match) == ((1, 0), "word")


def test_lists_and_words_that_are_changed_while_comments_are_counted_stop_nobody(together):
    made = make_list("চোর", "শালা")
    article = make_story()
    for number in range(12):
        known_device(f"d{number}")

    def act(number):
        if number % 3 == 0:
            return word_lines.bring_in(
                made, {"চোর": "stem", "শালা": "stem", f"শব্দ{number}": "stem"}, shown={}, by=None
            )
        if number % 3 == 1:
            return WordEntry.objects.get(text="শালা").save()
        return of_known(
            article, f"শালা চোর {number}", device=f"d{number}", address=f"203.{number}.0.1"
        )

    results = together(act, threads=12)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert (counts(), counts("শালা")) == ((4, 0), (4, 0))


def test_one_comment_approved_by_two_at_once_is_held_in_vain_once(together):
    make_list("চোর")
    known_device()
    comment, moderator = of_known(make_story(), "চোর"), make_moderator()

    together(lambda _number: decide(comment, "approve", moderator), threads=4)

    assert counts() == (1, 1)
