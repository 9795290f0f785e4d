"""comments/desk.py and the page of the moderation desk: which comments stand in which queue, for whom, and what cards say."""

import datetime as dt
import random

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import SectionRight
from articles.sections import load_sections
from articles.tests.desk import signed_in
from articles.tests.factories import person, section
from bangla.wording import Effort
from comments import desk, desk_cards
from comments.desk_cards import cards_of
from comments.models import (
    Comment,
    CommentRevision,
    ModerationAction,
    Report,
    Status,
    WordEntry,
    WordList,
)
from comments.moderation import report, transition
from comments.tests.factories import known_device, make_comment, make_moderator, make_story
from people.models import User

pytestmark = pytest.mark.django_db
DESK = "/admin/comments/desk/"
BAIT = "গোপনমন্তব্য"
FRAME = 8
"""What every page of the desk asks: session, person, paper, rights twice, role, sections, those looked after."""
HOUR = dt.timedelta(hours=1)


def moderator_of(*paths, username="limited", **fields):
    """Return a moderator who looks after these sections alone."""
    user = make_moderator(username, **fields)
    for path in paths:
        SectionRight.objects.create(user=user, category=section(path))
    return User.objects.get(pk=user.pk)


def shown(user, query=""):
    """Return the texts of the cards on a page, in their order."""
    page = signed_in(user).get(f"{DESK}{query}")
    assert page.status_code == 200
    return [card.comment.body for card in page.context_data["cards"]]


def reported(comment, times=1, **fields):
    """Report a comment as so many readers do."""
    for number in range(times):
        report(
            comment.pk, reporter=bytes([number]) * 16, network=f"198.51.{number}.0/24",
            **{"reason": "abuse", **fields},
        )  # fmt: skip
    comment.refresh_from_db()
    return comment


# --- Queues ------------------------------------------------------------------------------------


def test_waiting_comments_come_oldest_first_whatever_made_them_wait():
    article, now = make_story(), timezone.now()
    make_comment(article, status=Status.PREMOD, body="নতুন", created_at=now)
    make_comment(article, status=Status.WITHHELD, body="পুরোনো", created_at=now - HOUR)
    for status in (Status.PUBLISHED, Status.APPROVED, Status.REJECTED, Status.SPAM, Status.ERASED):
        make_comment(article, status=status, body=BAIT)

    assert shown(make_moderator()) == ["পুরোনো", "নতুন"]


def test_visible_comments_that_readers_report_come_most_reported_first():
    article = make_story()
    once = reported(make_comment(article, body="একবার"))
    twice = reported(make_comment(article, status=Status.PUBLISHED, body="দুবার"), 2)
    gone = reported(make_comment(article, body=BAIT))
    transition(gone.pk, "hold", actor=make_moderator("other"), version=1, revision=1)
    make_comment(article, body=BAIT)

    assert shown(make_moderator(), "?queue=reported") == ["দুবার", "একবার"]
    assert (once.report_count, twice.report_count) == (1, 2)


def test_published_comments_that_nobody_has_reviewed_come_oldest_first():
    article = make_story()
    for body in ("প্রথম", "দ্বিতীয়"):
        make_comment(article, status=Status.PUBLISHED, body=body)
    make_comment(article, body=BAIT)
    make_comment(article, status=Status.PREMOD, body=BAIT)

    assert shown(make_moderator(), "?queue=unreviewed") == ["প্রথম", "দ্বিতীয়"]


@pytest.mark.parametrize(
    ("queue", "status"), [("spam", Status.SPAM), ("rejected", Status.REJECTED)]
)
def test_what_was_turned_down_comes_with_the_newest_decision_first(queue, status):
    article, now = make_story(), timezone.now()
    make_comment(article, status=status, body="আগে", status_at=now - HOUR)
    make_comment(article, status=status, body="এখনই", status_at=now)
    make_comment(article, status=Status(11 - status), body=BAIT)
    make_comment(article, status=Status.DELETED_AUTHOR, body=BAIT)

    assert shown(make_moderator(), f"?queue={queue}") == ["এখনই", "আগে"]


def test_an_unknown_queue_is_the_first_one_and_an_unreadable_place_is_not_found():
    make_comment(make_story(), status=Status.PREMOD, body="অপেক্ষায়")
    moderator = make_moderator()

    assert shown(moderator, "?queue=<script>") == shown(moderator, "?queue=all") == ["অপেক্ষায়"]
    for place in ("x", "1", "9" * 30 + "-1", "১-১", "1-1-1"):
        assert signed_in(moderator).get(DESK, {"after": place}).status_code == 404


def test_counts_stop_at_ninety_nine(monkeypatch):
    monkeypatch.setattr(desk, "MANY", 2)
    article, moderator = make_story(), make_moderator()
    for _each in range(4):
        make_comment(article, status=Status.PREMOD)
    make_comment(article, status=Status.SPAM)

    assert desk.counts(moderator) == {
        "waiting": 3, "reported": 0, "unreviewed": 0, "spam": 1, "rejected": 0,
    }  # fmt: skip
    queues = signed_in(moderator).get(DESK).context_data["queues"]
    assert [queue["count"] for queue in queues] == ["২+", "০", "০", "১", "০"]


@pytest.mark.parametrize(
    "queue", ["waiting", "reported", "unreviewed", "spam", "rejected", "author", "article"]
)
def test_pages_of_a_queue_leave_nothing_out_and_repeat_nothing(queue, monkeypatch):
    monkeypatch.setattr(desk, "CARDS", 2)
    article, reader, now = make_story(), known_device(), timezone.now()
    status = {
        "reported": Status.APPROVED, "unreviewed": Status.PUBLISHED, "spam": Status.SPAM, "rejected": Status.REJECTED,
    }.get(queue, Status.PREMOD)  # fmt: skip
    rows = [
        make_comment(article, status=status, identity=reader, created_at=now, status_at=now)
        for _each in range(5)
    ]
    Comment.objects.update(report_count=1)
    narrowed = {"author": f"&author={reader.pk}", "article": f"&article={article.pk}"}.get(
        queue, ""
    )
    client = signed_in(make_moderator())
    address = f"{DESK}?queue={'all' if narrowed else queue}{narrowed}"

    found, after = [], ""
    while len(found) < 10:
        page = client.get(f"{address}&after={after}" if after else address).context_data
        found += [card.comment.pk for card in page["cards"]]
        if not (after := page["after"]):
            break

    assert sorted(found) == sorted(row.pk for row in rows)
    assert len(found) == len(rows)


# --- Narrowing ---------------------------------------------------------------------------------


def test_a_queue_is_narrowed_by_section_with_those_below_it():
    here, below, other = (section(path) for path in ("sports", "sports/cricket", "politics"))
    for category, body in ((here, "মাঠ"), (below, "ব্যাট"), (other, BAIT)):
        make_comment(make_story(category=category), status=Status.PREMOD, body=body)

    assert shown(make_moderator(), f"?section={here.pk}") == ["মাঠ", "ব্যাট"]


def test_a_queue_is_narrowed_by_story_reader_letters_and_reason():
    article, reader = make_story(), known_device()
    why = [{"phase": "links", "code": "link", "detail": "example.com", "span": None}]
    told = [{"phase": "links", "code": "number", "detail": '"code": "link"', "span": None}]
    mine = make_comment(
        article, status=Status.PREMOD, body="এটি", identity=reader, reasons=why, script="latin"
    )
    make_comment(make_story(), status=Status.PREMOD, body=BAIT, reasons=told)

    for query in (f"article={article.pk}", f"author={reader.pk}", "script=latin", "reason=link"):
        assert shown(make_moderator(query[:30]), f"?{query}") == [mine.body], query


def test_the_text_is_searched_in_canonical_form_in_body_and_name():
    article = make_story()
    make_comment(article, status=Status.PREMOD, body="বড়\u09bc বাড়ি", name="ক")
    make_comment(article, status=Status.PREMOD, body="অন্য কথা", name="বড়ুয়া")
    make_comment(article, status=Status.PREMOD, body=BAIT, name="গ")
    moderator = make_moderator()

    assert len(shown(moderator, "?q=বড়")) == 2
    assert shown(moderator, "?q=কথা বড়ু") == ["অন্য কথা"]
    assert shown(moderator, "?q=%25") == []
    assert signed_in(moderator).get(DESK, {"q": "ক " * 90}).status_code == 200


def test_all_comments_of_a_reader_and_all_under_a_story_are_shown_in_every_state():
    article, reader, now = make_story(), known_device(), timezone.now()
    for number, status in enumerate(Status):
        make_comment(
            article, status=status, identity=reader, body=status.name, created_at=now + number * HOUR
        )  # fmt: skip
    make_comment(make_story(), body=BAIT)
    moderator, newest_first = make_moderator(), [status.name for status in reversed(Status)]

    assert shown(moderator, f"?queue=all&author={reader.pk}") == newest_first
    assert shown(moderator, f"?queue=all&article={article.pk}") == newest_first


# --- Sections ----------------------------------------------------------------------------------


def test_a_moderator_of_a_section_sees_no_comment_count_or_name_of_another():
    limited = moderator_of("sports")
    reader = known_device()
    for path, body in (("sports/cricket", "ব্যাট"), ("politics", BAIT)):
        article = make_story(category=section(path), headline=body)
        for status in Status:
            made = make_comment(article, status=status, identity=reader, body=body, name=body)
            if made.is_visible:
                reported(made)
    bait = Comment.objects.filter(body=BAIT).first()

    pages = [
        *(f"?queue={queue}" for queue in desk.QUEUES), f"?queue=all&author={reader.pk}",
        f"?queue=all&article={bait.article_id}", f"?q={BAIT}", f"?section={section('politics').pk}",
    ]  # fmt: skip
    for page in pages:
        answer = signed_in(limited).get(f"{DESK}{page}")
        said = answer.content.decode().replace(f'value="{BAIT}"', "")
        assert BAIT not in said, page
        assert [queue["count"] for queue in answer.context_data["queues"]] == [
            "২", "২", "১", "১", "১"
        ]  # fmt: skip
        assert answer.context_data["desk_nav"][1]["count"] == "২"


def test_a_story_without_a_section_is_every_moderators():
    withdrawn = make_story(category=None, state="withdrawn", live_from=None)
    make_comment(withdrawn, status=Status.PREMOD, body="সবার")

    assert shown(moderator_of("sports")) == ["সবার"]


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter"])
def test_nobody_without_the_right_opens_the_desk(role):
    make_comment(make_story(), status=Status.PREMOD, body=BAIT)
    client = Client() if role == "anonymous" else signed_in(person(role))

    answer = client.get(DESK)

    assert answer.status_code == (403 if role == "reporter" else 302)
    assert BAIT not in answer.content.decode()


# --- Cards -------------------------------------------------------------------------------------


def card_of(user, query=""):
    (card,) = signed_in(user).get(f"{DESK}{query}").context_data["cards"]
    return card


def test_a_card_shows_the_story_the_comment_that_is_answered_and_the_marked_text():
    article = make_story(headline="বন্দরে জট", standfirst="জেটিতে জায়গা নেই।")
    parent = make_comment(article, name="রাহেলা", body="কেন?")
    make_comment(
        article, status=Status.WITHHELD, parent=parent, body="এই <b>বাটপার</b> লোক",
        reasons=[{"phase": "words", "code": "word", "detail": "বাটপার", "list": "গালি", "span": [6, 12]}],
    )  # fmt: skip

    html = signed_in(make_moderator()).get(DESK).content.decode()

    assert "বন্দরে জট" in html
    assert "জেটিতে জায়গা নেই।" in html
    assert "<b>রাহেলা</b>" in html
    assert "এই &lt;b&gt;<mark>বাটপার</mark>&lt;/b&gt; লোক" in html
    assert "শব্দ: “বাটপার”, তালিকা “গালি”" in html


def test_each_reason_stands_once_and_a_listed_word_leads_to_its_page_for_those_who_keep_the_lists():
    words = WordList.objects.create(name="গালি")
    entry = WordEntry.objects.create(word_list=words, text="বাটপার")
    why = {
        "phase": "words", "code": "word", "detail": "বাটপার", "list": "গালি", "entry": entry.pk, "span": [0, 6]
    }  # fmt: skip
    make_comment(
        make_story(), status=Status.WITHHELD, body="বাটপার বাটপার",
        reasons=[why, {**why, "span": [7, 13]}, {"phase": "first", "code": "first_comment", "span": None}],
    )  # fmt: skip

    keeper, other = card_of(person("moderator")), card_of(make_moderator())

    address = f"/admin/comments/wordentry/{entry.pk}/change/"
    assert [reason.url for reason in keeper.reasons] == [address, ""]
    assert [reason.url for reason in other.reasons] == ["", ""]
    assert [reason.words for reason in keeper.reasons] == [
        "শব্দ: “বাটপার”, তালিকা “গালি”", "প্রথম মন্তব্য"
    ]  # fmt: skip


def test_a_card_tells_open_reports_by_reason_with_their_notes():
    comment = make_comment(make_story())
    reported(comment, 2, note="<i>মিথ্যা</i>")
    report(comment.pk, reporter=b"z" * 16, network="x", reason="hate")
    Report.objects.create(
        comment=comment, reporter=b"y" * 16, reason="untrue", state="dismissed", note=BAIT
    )

    page = signed_in(make_moderator()).get(f"{DESK}?queue=reported")

    (card,) = page.context_data["cards"]
    assert [(told.count, told.notes) for told in card.reports] == [(2, ["<i>মিথ্যা</i>"]), (1, [])]
    assert "&lt;i&gt;মিথ্যা" in page.content.decode()
    assert BAIT not in page.content.decode()


@pytest.mark.parametrize(("codename", "seen"), [("view_pii", "rahela@example.com"), ("view_comment", "r…@example.com")])  # fmt: skip
def test_the_e_mail_is_whole_only_for_those_who_may_see_addresses(codename, seen):
    make_comment(make_story(), status=Status.PREMOD, email="rahela@example.com")
    moderator = make_moderator()
    moderator.user_permissions.add(Permission.objects.get(codename=codename))

    html = signed_in(moderator).get(DESK).content.decode()

    assert f'<span class="card-email">{seen}</span>' in html
    assert ("rahela@example.com" in html) is (codename == "view_pii")


def test_a_card_tells_what_is_known_of_the_reader_and_the_last_act():
    reader = known_device(approved_n=12, rejected_n=3, spam_n=1, standing="premod")
    comment = make_comment(make_story(), status=Status.PUBLISHED, identity=reader)
    other = make_moderator("other", display_name="তানিয়া")
    transition(comment.pk, "hold", actor=other, version=1, revision=1, note="আবার দেখা হবে")

    card = card_of(make_moderator())
    html = signed_in(make_moderator("third")).get(DESK).content.decode()

    assert "তানিয়া" in card.last
    assert "আবার দেখা হবে" in card.last
    assert all(number in html for number in ("১২", "৩", "১"))
    assert f"?queue=all&amp;author={reader.pk}" in html


def test_fifty_changes_made_to_be_slow_share_the_effort_of_one(monkeypatch):
    chance, story = random.Random(7), make_story()

    def text():
        # Eight stretches of signs, each held in place by a word of its own.
        return "".join(
            "".join(chance.choices(".,;:", k=370)) + f"শব্দ{chr(0x995 + n)}" for n in range(8)
        )

    comments = [make_comment(story, body="বদলানো", revision=2) for _each in range(50)]
    CommentRevision.objects.bulk_create(
        CommentRevision(comment=comment, n=n, body=text()) for comment in comments for n in (1, 2)
    )
    for comment in comments:
        comment.last_act = None
    user, made = make_moderator(), []
    monkeypatch.setattr(desk_cards, "Effort", lambda: made.append(Effort()) or made[-1])

    cards = cards_of(comments, user=user, sections=load_sections())

    assert [effort.left <= 0 for effort in made] == [True]
    assert [len(card.changes) > 1 for card in cards] == [True] * 50


def test_a_changed_comment_shows_word_by_word_what_its_reader_changed():
    comment = make_comment(make_story(), status=Status.PREMOD, body="দাম আবার বাড়ল", revision=3)
    for n, body in ((1, BAIT), (2, "দাম আবার কমল"), (3, "দাম আবার বাড়ল")):
        CommentRevision.objects.create(comment=comment, n=n, body=body)

    page = signed_in(make_moderator()).get(DESK)

    assert "<del>কমল</del><ins>বাড়ল</ins>" in page.content.decode()
    assert BAIT not in page.content.decode()


def test_only_the_acts_that_are_possible_have_buttons():
    article = make_story()
    for status in Status:
        make_comment(article, status=status, body=status.name)
    cards = (
        signed_in(make_moderator())
        .get(f"{DESK}?queue=all&article={article.pk}")
        .context_data["cards"]
    )

    assert {card.comment.body: card.events for card in cards} == {
        "PREMOD": "approve reject spam",
        "WITHHELD": "approve reject spam",
        "PUBLISHED": "approve reject spam hold",
        "APPROVED": "reject spam hold feature",
        "REJECTED": "spam restore",
        "SPAM": "restore",
        "DELETED_AUTHOR": "",
        "ERASED": "",
    }


# --- What a page costs -------------------------------------------------------------------------


def busy_card(article):
    """Store a reported, changed, decided answer of a known reader, on which everything of a card is to be read."""
    parent = make_comment(article)
    comment = make_comment(
        article, status=Status.PUBLISHED, parent=parent, identity=known_device(f"d{parent.pk}"), revision=2
    )  # fmt: skip
    for n in (1, 2):
        CommentRevision.objects.create(comment=comment, n=n, body=f"লেখা {n}")
    ModerationAction.objects.create(
        comment=comment, revision=2, event="edit", from_status=3, to_status=3
    )
    return reported(comment)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("queue", "own"), [("waiting", 4), ("reported", 7), ("unreviewed", 7), ("spam", 4)]
)
def test_a_page_costs_the_same_queries_however_many_cards_it_has(queue, own, rows):
    moderator = make_moderator()
    for _each in range(rows):
        busy_card(make_story())
        make_comment(make_story(), status=Status.PREMOD)
        make_comment(make_story(), status=Status.SPAM)
    client = signed_in(moderator)
    client.get(DESK)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{DESK}?queue={queue}")

    assert len(page.context_data["cards"]) == rows
    # The list, reports, revisions, acts, counts, the bar's count, where comments are held; the rest is the frame's.
    of_comments = [query["sql"] for query in asked if '"comments_' in query["sql"]]
    assert (len(of_comments), len(asked)) == (own, own + FRAME)


def test_one_busy_card_among_plain_ones_costs_no_more():
    busy_card(make_story())
    for _each in range(5):
        make_comment(make_story(), status=Status.PUBLISHED)
    client = signed_in(make_moderator())
    client.get(DESK)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{DESK}?queue=unreviewed")

    assert len(page.context_data["cards"]) == 6
    assert len(asked) == 7 + FRAME
