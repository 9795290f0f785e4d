"""The acts of the moderation desk: forms without a script, the answers to its script, undo, answers, bans, the switch."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from articles.tests.desk import signed_in
from articles.tests.factories import person, section
from bangla.dates import DHAKA
from comments import policy
from comments.models import (
    Ban,
    CannedReply,
    Comment,
    CommentPolicy,
    ModerationAction,
    Report,
    Status,
)
from comments.moderation import BadHold, NotAllowed, hold_section, transition
from comments.rules import rules_for
from comments.tests.factories import known_device, make_comment, make_moderator, make_story
from comments.tests.test_desk import BAIT, DESK, moderator_of, reported
from paper.log import LogEntry

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}


@pytest.fixture
def moderator():
    return make_moderator(display_name="তানিয়া")


def seen(*comments):
    """Return what the page says of the comments on it."""
    return {f"seen-{comment.pk}": f"{comment.version}-{comment.revision}" for comment in comments}


def as_json(*comments):
    return [{"id": c.pk, "version": c.version, "revision": c.revision} for c in comments]


def decide(user, *comments, **posted):
    """Send the page's form and return the page that follows."""
    return signed_in(user).post(
        f"{DESK}decide/", {**seen(*comments), "next": DESK, **posted}, follow=True
    )


def act(user, *comments, event="approve", **more):
    """Send what the script sends and return the answer."""
    asked = {"event": event, "chosen": as_json(*comments), **more}
    return signed_in(user).post(f"{DESK}act/", asked, **JSON)


def states(*comments):
    found = dict(Comment.objects.values_list("pk", "status"))
    return [found[comment.pk] for comment in comments]


def told(page):
    return [str(message) for message in page.context["messages"]]


def waiting(**fields):
    return make_comment(make_story(), status=Status.PREMOD, **fields)


def banner(user):
    user.user_permissions.add(Permission.objects.get(codename="ban_commenter"))
    return type(user).objects.get(pk=user.pk)


# --- Without a script --------------------------------------------------------------------------


def test_one_button_decides_one_comment_and_leads_back_to_the_same_page(moderator):
    comment, other = waiting(), waiting()
    here = f"{DESK}?queue=waiting&q=%E0%A6%95"

    answer = signed_in(moderator).post(
        f"{DESK}decide/", {**seen(comment, other), "one": f"approve:{comment.pk}", "next": here}
    )

    batch = ModerationAction.objects.get().batch
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{here}&undo={batch}")
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    assert states(comment, other) == [Status.APPROVED, Status.PREMOD]


def test_the_page_after_an_act_says_what_was_done_and_offers_to_undo_it(moderator):
    comment = waiting()

    page = decide(moderator, comment, one=f"approve:{comment.pk}")

    batch = ModerationAction.objects.get().batch
    assert told(page) == ["১টি মন্তব্য অনুমোদিত হয়েছে।"]
    assert f'<input type="hidden" name="batch" value="{batch}">' in page.content.decode()
    after = signed_in(moderator).post(
        f"{DESK}undo/", {"batch": batch, "next": f"{DESK}?undo={batch}"}, follow=True
    )
    assert after.redirect_chain == [(DESK, 303)]
    assert told(after) == ["১টি মন্তব্য আগের অবস্থায় ফিরেছে।"]
    assert states(comment) == [Status.PREMOD]


def test_each_row_of_the_page_gets_its_own_decision_by_one_press_and_one_undo(moderator):
    rows = [waiting() for _each in range(5)]
    chosen = {
        f"row-{rows[0].pk}": "approve", f"row-{rows[1].pk}": "approve", f"row-{rows[2].pk}": "spam",
        f"row-{rows[3].pk}": "reject", f"reason-{rows[3].pk}": "abuse", f"note-{rows[3].pk}": "আগেও লিখেছেন",
        f"row-{rows[4].pk}": "", "page": "1",
    }  # fmt: skip

    page = decide(moderator, *rows, **chosen)

    assert states(*rows) == [4, 4, 6, 5, 1]
    assert told(page) == [
        "২টি মন্তব্য অনুমোদিত হয়েছে।", "১টি মন্তব্য স্প্যাম হিসেবে রাখা হয়েছে।", "১টি মন্তব্য বাতিল হয়েছে।",
    ]  # fmt: skip
    rejected = ModerationAction.objects.get(event="reject")
    assert (rejected.reason_code, rejected.note) == ("abuse", "আগেও লিখেছেন")
    signed_in(moderator).post(f"{DESK}undo/", {"batch": rejected.batch})
    assert states(*rows) == [1] * 5


def test_a_rejection_without_its_reason_changes_nothing_and_stops_no_other_row(moderator):
    first, second = waiting(), waiting()

    page = decide(
        moderator, first, second, **{f"row-{first.pk}": "reject", f"row-{second.pk}": "approve"}
    )

    assert states(first, second) == [Status.PREMOD, Status.APPROVED]
    assert told(page) == ["১টি মন্তব্য অনুমোদিত হয়েছে।", "বাতিলের কারণ বাছাই করুন।"]


def test_chosen_comments_get_one_act_and_stale_ones_are_named_with_what_happened(moderator):
    rows = [waiting(name=f"পাঠক {n}") for n in "কখগ"]
    other = make_moderator("other", display_name="রাহেলা")
    transition(rows[1].pk, "spam", actor=other, version=1, revision=1)

    page = decide(moderator, *rows, chosen=[row.pk for row in rows], bulk="approve")

    assert states(*rows) == [Status.APPROVED, Status.SPAM, Status.APPROVED]
    assert told(page)[0] == "২টি মন্তব্য অনুমোদিত হয়েছে।"
    assert told(page)[1].startswith("১টি মন্তব্যে কাজটি হয়নি। পাঠক খ: রাহেলা")
    assert ModerationAction.objects.filter(actor=moderator).values("batch").distinct().count() == 1


def test_a_hundred_of_which_three_are_stale_leave_ninety_seven_done_and_one_undo_for_all(moderator):
    article = make_story()
    rows = [make_comment(article, status=Status.PREMOD) for _each in range(100)]
    Comment.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(version=2)

    answer = act(moderator, *rows).json()

    assert (len(answer["done"]), len(answer["failed"])) == (97, 3)
    assert {one["id"] for one in answer["failed"]} == {row.pk for row in rows[:3]}
    back = signed_in(moderator).post(f"{DESK}undo/", {"batch": answer["batch"]}, **JSON).json()
    assert len(back["done"]) == 97
    assert states(*rows) == [Status.PREMOD] * 100


def test_more_than_a_hundred_at_once_are_refused_whole(moderator):
    comment = waiting()
    many = [{"id": n, "version": 1, "revision": 1} for n in range(1, policy.BULK + 2)]

    answer = signed_in(moderator).post(
        f"{DESK}act/", {"event": "approve", "chosen": many}, **JSON
    ).json()  # fmt: skip

    assert (answer["done"], answer["error"]) == ([], "একবারে সর্বোচ্চ ১০০টি মন্তব্য।")
    assert states(comment) == [Status.PREMOD]


def test_a_form_that_chooses_nothing_or_nonsense_changes_nothing(moderator):
    comment = waiting()
    pk = comment.pk
    for posted in (
        {}, {"page": "1"}, {"one": f"approve:{pk}x"}, {"one": f"publish:{pk}"}, {"one": "approve:"},
        {"bulk": "approve"}, {"bulk": "", "chosen": pk}, {"one": f"approve:{pk}", f"seen-{pk}": "1"},
        {"one": f"approve:{pk}", f"seen-{pk}": "১-১"}, {"one": f"approve:{pk}", f"seen-{pk}": "1-" + "9" * 20},
    ):  # fmt: skip
        page = decide(moderator, comment, **posted)
        assert told(page) == ["কিছু বাছাই করা হয়নি।"], posted

    assert states(comment) == [Status.PREMOD]


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/admin/", "/\\evil", "javascript:1"])  # fmt: skip
def test_the_way_back_never_leads_elsewhere(moderator, where):
    comment = waiting()

    answer = signed_in(moderator).post(
        f"{DESK}decide/", {**seen(comment), "one": f"spam:{comment.pk}", "next": where}
    )

    assert answer.headers["Location"].startswith(f"{DESK}?undo=")


def test_answers_below_go_with_a_comment_when_that_is_wanted_and_come_back_with_it(moderator):
    article = make_story()
    root = make_comment(article)
    below = make_comment(article, parent=root)

    page = decide(moderator, root, one=f"spam:{root.pk}", **{f"replies-{root.pk}": "1"})

    assert states(root, below) == [Status.SPAM, Status.WITHHELD]
    assert told(page) == ["১টি মন্তব্য স্প্যাম হিসেবে রাখা হয়েছে।", "১টি মন্তব্য আটকে রাখা হয়েছে।"]
    batch = ModerationAction.objects.first().batch
    signed_in(moderator).post(f"{DESK}undo/", {"batch": batch})
    assert states(root, below) == [Status.APPROVED, Status.APPROVED]


def test_no_more_answers_are_held_than_one_undo_brings_back(moderator, monkeypatch):
    monkeypatch.setattr(policy, "BULK", 3)
    article = make_story()
    roots = [make_comment(article) for _each in range(2)]
    below = [make_comment(article, parent=root) for root in roots for _each in range(3)]

    batch = act(moderator, *roots, event="spam", replies=True).json()["batch"]
    assert states(*below).count(Status.WITHHELD) == 3
    signed_in(moderator).post(f"{DESK}undo/", {"batch": batch})

    assert states(*roots, *below) == [Status.APPROVED] * 8


# --- For the page's script ---------------------------------------------------------------------


def test_the_script_hears_what_was_done_the_batch_and_the_counts(moderator):
    comment, _other = waiting(), waiting()

    answer = act(moderator, comment, note="ঠিক আছে").json()

    action = ModerationAction.objects.get()
    assert answer == {
        "batch": str(action.batch), "done": [comment.pk], "says": "১টি মন্তব্য অনুমোদিত হয়েছে।", "error": "",
        "failed": [], "cards": {},
        "counts": {"waiting": "১", "reported": "০", "unreviewed": "০", "spam": "০", "rejected": "০"},
    }  # fmt: skip
    assert action.note == "ঠিক আছে"


def test_a_conflict_comes_with_the_card_as_it_stands_now(moderator):
    comment = waiting(body="কেউ আগে দেখেছেন")
    transition(
        comment.pk, "approve", actor=make_moderator("other", display_name="রাহেলা"), version=1, revision=1
    )  # fmt: skip

    answer = act(moderator, comment, event="spam").json()

    (failed,) = answer["failed"]
    assert (answer["done"], failed["id"]) == ([], comment.pk)
    assert "রাহেলা" in failed["why"]
    card = answer["cards"][str(comment.pk)]
    assert f'data-version="{comment.version + 1}"' in card
    assert failed["why"] in card
    assert states(comment) == [Status.APPROVED]


def test_a_best_comment_stays_on_the_page_with_its_new_buttons(moderator):
    comment = reported(make_comment(make_story()))

    featured = act(moderator, comment, event="feature").json()
    card = featured["cards"][str(comment.pk)]

    assert 'data-events="approve reject spam hold unfeature"' in card


@pytest.mark.parametrize(
    "body",
    [
        "", "{}", "[]", '"x"', '{"event": "approve", "chosen": []}', '{"event": "approve", "chosen": [{"id": 1}]}',
        '{"event": "approve", "chosen": [{"id": "1", "version": 1, "revision": 1}]}',
        '{"event": "approve", "chosen": [{"id": true, "version": 1, "revision": 1}]}',
        '{"event": "approve", "chosen": [{"id": 1e300, "version": 1, "revision": 1}]}',
        '{"event": "approve", "chosen": [{"id": 99999999999999999999, "version": 1, "revision": 1}]}',
        '{"event": "approve", "chosen": 5}', '{"event": 5, "chosen": [{"id": 1, "version": 1, "revision": 1}]}',
        '{"event": "x", "chosen": [{"id": 1, "version": 1, "revision": 1}]}',
        '{"event": "reject", "reason": {}, "chosen": [{"id": 1, "version": 1, "revision": 1}]}',
        "[" * 100_000, '{"chosen": [{"id": ' + "[" * 50_000, '{"chosen": ' * 20_000,
    ],
)  # fmt: skip
def test_what_no_script_of_ours_sends_is_refused(moderator, body):
    comment = waiting()

    answer = signed_in(moderator).post(
        f"{DESK}act/", body, content_type="application/json", headers={"Accept": "application/json"}
    )

    assert answer.status_code in {200, 400}
    assert answer.json().get("done", []) == []
    assert answer.json()["error"] or answer.json()["failed"]
    assert states(comment) == [Status.PREMOD]


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"batch": ' * 20_000, '{"batch": "\\ud800"}', "5", ""]
)
def test_a_batch_that_cannot_be_read_is_none(moderator, body):
    answer = signed_in(moderator).post(f"{DESK}undo/", body, **JSON)

    assert answer.json()["error"] == "ফিরিয়ে নেওয়ার মতো কিছু নেই।"


@pytest.mark.parametrize("event", ["approve", "spam"])
@pytest.mark.parametrize("reason", ["x" * 3_000, "\0", "\ud800", "abuse"])
def test_only_a_rejection_keeps_a_reason(moderator, event, reason):
    by_script, by_button = waiting(), waiting()

    answer = act(moderator, by_script, event=event, reason=reason, note="টীকা\0\ud800")
    sent = reason.encode("utf-8", "replace").decode()
    decide(moderator, by_button, one=f"{event}:{by_button.pk}", reason=sent)

    assert answer.json()["done"] == [by_script.pk]
    kept = ModerationAction.objects.filter(event=event).order_by("pk")
    assert list(kept.values_list("comment", "reason_code", "note")) == [
        (by_script.pk, "", "টীকা"), (by_button.pk, "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("pk", [2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize("kind", ["reply", "ban"])
def test_a_number_beyond_every_comment_is_no_page(moderator, kind, pk):
    banner(moderator)

    assert signed_in(moderator).get(f"{DESK}{pk}/{kind}/").status_code == 404
    assert signed_in(moderator).post(f"{DESK}{pk}/{kind}/", {"reply": "জবাব"}).status_code == 404


@pytest.mark.parametrize("batch", ["", "x", "8fde85bc-7db7-4c25-af43-43bf1c21050e", '{"batch": 5}'])
def test_there_is_nothing_to_undo_in_a_batch_of_nobody(moderator, batch):
    page = signed_in(moderator).post(f"{DESK}undo/", {"batch": batch}, follow=True)

    assert told(page) == ["ফিরিয়ে নেওয়ার মতো কিছু নেই।"]


def test_nobody_undoes_what_another_did(moderator):
    comment = waiting()
    batch = act(moderator, comment).json()["batch"]

    answer = signed_in(make_moderator("other")).post(
        f"{DESK}undo/", {"batch": batch}, **JSON
    ).json()  # fmt: skip

    assert answer["done"] == []
    assert states(comment) == [Status.APPROVED]


@pytest.mark.parametrize("way", ["decide/", "act/", "undo/", "hold/", "{}/reply/", "{}/ban/"])
def test_every_act_needs_a_token(moderator, way):
    comment = waiting()
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)

    answer = client.post(f"{DESK}{way.format(comment.pk)}", {**seen(comment), "one": f"spam:{comment.pk}"})  # fmt: skip

    assert answer.status_code == 403
    assert states(comment) == [Status.PREMOD]


# --- Reports -----------------------------------------------------------------------------------


def test_approving_a_reported_comment_dismisses_its_reports_and_undo_opens_them_again(moderator):
    comment = reported(make_comment(make_story()), 2)

    batch = act(moderator, comment).json()["batch"]
    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == (Status.APPROVED, 0)
    assert set(Report.objects.values_list("state", flat=True)) == {"dismissed"}
    signed_in(moderator).post(f"{DESK}undo/", {"batch": batch})

    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == (Status.APPROVED, 2)


def test_an_approved_comment_that_nobody_reports_is_not_approved_again(moderator):
    comment = make_comment(make_story())

    assert act(moderator, comment).json()["done"] == []
    assert ModerationAction.objects.count() == 0


# --- Another section ---------------------------------------------------------------------------


def test_a_moderator_of_a_section_can_do_nothing_with_a_comment_of_another():
    limited = banner(moderator_of("sports"))
    bait = make_comment(
        make_story(category=section("politics")), status=Status.PREMOD, body=BAIT, name=BAIT, identity=known_device(),
        email="rahela@example.com",
    )  # fmt: skip
    client = signed_in(limited)
    before = list(Comment.objects.values())

    pages = [
        decide(limited, bait, one=f"approve:{bait.pk}"),
        decide(limited, bait, bulk="spam", chosen=[bait.pk]),
        decide(limited, bait, **{f"row-{bait.pk}": "approve"}),
        act(limited, bait, event="spam"),
        client.get(f"{DESK}{bait.pk}/reply/"), client.get(f"{DESK}{bait.pk}/ban/?part=1"),
        client.post(f"{DESK}{bait.pk}/reply/", {"reply": "জবাব", "version": 1, "revision": 1}),
        client.post(f"{DESK}{bait.pk}/ban/", {"standing": "banned", "kinds": ["email"], "length": "7d", "sure": "on"}),
    ]  # fmt: skip

    assert [page.status_code for page in pages] == [200, 200, 200, 200, 404, 404, 404, 404]
    assert not any(BAIT in page.content.decode() for page in pages)
    assert told(pages[0]) == ["১টি মন্তব্যে কাজটি হয়নি। এই বিভাগের মন্তব্য যাচাই আপনার দায়িত্বে নেই।"]
    assert pages[3].json()["cards"] == {}
    assert list(Comment.objects.values()) == before
    assert (Ban.objects.count(), ModerationAction.objects.count()) == (0, 0)


def test_the_plain_list_and_its_pages_keep_to_the_sections_too():
    bait = make_comment(make_story(category=section("politics")), status=Status.PREMOD, body=BAIT)
    client = signed_in(moderator_of("sports"))
    plain = "/admin/comments/comment/"

    pages = [
        client.get(plain), client.get(f"{plain}?q={BAIT[:4]}&state=all"), client.get(f"{plain}{bait.pk}/change/", follow=True),
        client.post(f"{plain}{bait.pk}/act/", {**seen(bait), "event": "spam"}),
        client.post(f"{plain}{bait.pk}/reply/", {**seen(bait), "reply": "জবাব"}),
        client.post(plain, {"action": "spam", "_selected_action": [bait.pk], **seen(bait)}, follow=True),
    ]  # fmt: skip

    assert [page.status_code for page in pages] == [200, 200, 200, 404, 404, 200]
    assert not any(BAIT in page.content.decode() for page in pages)
    assert states(bait) == [Status.PREMOD]


def test_a_conflict_tells_a_moderator_of_another_section_nothing():
    bait = make_comment(make_story(category=section("politics")), status=Status.PREMOD)
    transition(
        bait.pk, "approve", actor=make_moderator("other", display_name=BAIT), version=1, revision=1
    )  # fmt: skip

    answer = act(moderator_of("sports"), bait, event="spam")

    assert BAIT not in answer.content.decode()
    with pytest.raises(NotAllowed):
        transition(
            bait.pk, "spam", actor=moderator_of("sports", username="b"), version=1, revision=1
        )


@pytest.mark.parametrize("role", ["anonymous", "reader", "reporter"])
@pytest.mark.parametrize("way", ["", "decide/", "act/", "undo/", "hold/", "{}/reply/", "{}/ban/"])
def test_nobody_without_the_right_reaches_an_act(role, way):
    bait = waiting(body=BAIT, identity=known_device())
    client = Client() if role == "anonymous" else signed_in(person(role))
    posted = {
        **seen(bait), "one": f"approve:{bait.pk}", "length": "1h", "reply": "জবাব", "version": 1, "revision": 1,
        "standing": "premod",
    }  # fmt: skip

    answers = [client.get(f"{DESK}{way.format(bait.pk)}"), client.post(f"{DESK}{way.format(bait.pk)}", posted)]  # fmt: skip

    assert {answer.status_code for answer in answers} == {403 if role == "reporter" else 302}
    assert not any(BAIT in answer.content.decode() for answer in answers)
    assert states(bait) == [Status.PREMOD]
    assert (Comment.objects.count(), CommentPolicy.objects.count()) == (1, 0)


# --- An answer of the desk ---------------------------------------------------------------------


def reply_to(user, comment, text="আমরা খোঁজ নিচ্ছি।", **posted):
    values = {
        "reply": text, "version": comment.version, "revision": comment.revision, "key": "k1", "next": DESK, **posted,
    }  # fmt: skip
    return signed_in(user).post(f"{DESK}{comment.pk}/reply/", values)


def test_a_visible_comment_is_answered_and_the_page_leads_back(moderator):
    comment = make_comment(make_story())

    answer = reply_to(moderator, comment)

    reply = Comment.objects.get(parent=comment)
    assert (answer.status_code, answer.headers["Location"]) == (303, DESK)
    assert (reply.body, reply.author_name, reply.status) == ("আমরা খোঁজ নিচ্ছি।", "সংবাদঘর ডেস্ক", Status.APPROVED)  # fmt: skip


def test_a_waiting_comment_is_approved_and_answered_or_neither(moderator):
    comment = waiting()
    page = signed_in(moderator).get(f"{DESK}{comment.pk}/reply/").content.decode()
    assert "জবাব দিলে এটি অনুমোদিতও হবে" in page

    refused = reply_to(moderator, comment, "   ")
    assert (refused.status_code, states(comment)) == (422, [Status.PREMOD])
    reply_to(moderator, comment)

    assert states(comment) == [Status.APPROVED]
    assert Comment.objects.get(parent=comment).is_visible


def test_a_refused_answer_comes_back_with_what_was_typed(moderator):
    comment = make_comment(make_story(), body="প্রশ্ন")
    long = "ক " * 3_100

    refused = reply_to(moderator, comment, long)
    stale = reply_to(moderator, comment, "যা লিখেছি <b>", version=7)

    assert refused.status_code == stale.status_code == 422
    assert refused.context["form"]["reply"].value() == long
    assert "যা লিখেছি &lt;b&gt;" in stale.content.decode()
    assert Comment.objects.count() == 1


def test_ready_answers_of_the_section_those_above_it_and_the_paper_can_be_put_in(moderator):
    cricket = section("sports/cricket")
    for title, category in (
        ("ক্রিকেট", cricket), ("খেলা", cricket.parent), ("সব", None), (BAIT, section("politics")),
    ):  # fmt: skip
        CannedReply.objects.create(title=title, text=f"{title}: জানানো হলো।", category=category)
    comment = make_comment(make_story(category=cricket))
    client = signed_in(moderator)

    page = client.get(f"{DESK}{comment.pk}/reply/")
    assert [label for _pk, label in page.context["form"]["ready"].field.choices] == [
        "–", "ক্রিকেট", "খেলা", "সব"
    ]  # fmt: skip
    assert BAIT not in page.content.decode()
    chosen = CannedReply.objects.get(title="খেলা").pk
    page = client.post(
        f"{DESK}{comment.pk}/reply/", {"insert": "1", "ready": chosen, "reply": "ধন্যবাদ।", "key": "k"}
    )  # fmt: skip

    assert page.status_code == 200
    assert page.context["form"]["reply"].value() == "ধন্যবাদ।\n\nখেলা: জানানো হলো।"
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("status", [Status.SPAM, Status.REJECTED, Status.ERASED])
def test_what_was_turned_down_is_not_answered(moderator, status):
    comment = make_comment(make_story(), status=status)

    assert reply_to(moderator, comment).status_code == 422
    assert Comment.objects.count() == 1


# --- Bans --------------------------------------------------------------------------------------


def decide_about(user, comment, **posted):
    values = {"length": "7d", "reason": "গালি", "next": DESK, **posted}
    return signed_in(user).post(f"{DESK}{comment.pk}/ban/", values)


def test_a_reader_is_suspended_until_a_moment_and_the_log_says_so(moderator):
    reader = known_device()
    comment = waiting(identity=reader)

    answer = decide_about(banner(moderator), comment, standing="suspended")

    reader.refresh_from_db()
    assert answer.status_code == 303
    assert (reader.standing, reader.note) == ("suspended", "গালি")
    assert timezone.now() + dt.timedelta(days=6) < reader.standing_until
    assert LogEntry.objects.get().act == "reader_standing"


def test_a_ban_asks_once_whether_it_is_wanted(moderator):
    reader = known_device()
    comment = waiting(
        identity=reader, email="rahela@example.com", name="রাহেলা", ip_prefix="198.51.100.0/24"
    )
    asked = {"standing": "banned", "kinds": ["email", "domain", "network", "name"]}
    moderator = banner(moderator)

    assert decide_about(moderator, comment, **asked).status_code == 422
    assert Ban.objects.count() == 0
    assert decide_about(moderator, comment, **asked, sure="on").status_code == 303

    reader.refresh_from_db()
    assert reader.standing == "banned"
    assert dict(Ban.objects.values_list("kind", "shown")) == {
        "email": "r…@example.com", "domain": "example.com", "network": "198.51.100.0/24", "name": "রাহেলা",
    }  # fmt: skip


def test_a_network_is_not_banned_without_an_end_and_then_nothing_at_all_is_done(moderator):
    reader = known_device()
    comment = waiting(identity=reader, name="রাহেলা", ip_prefix="198.51.100.0/24")

    answer = decide_about(
        banner(moderator), comment, standing="banned", kinds=["name", "network"], sure="on", length="ever"
    )  # fmt: skip

    reader.refresh_from_db()
    assert answer.status_code == 422
    assert (reader.standing, Ban.objects.count(), LogEntry.objects.count()) == ("normal", 0, 0)


def test_only_what_the_comment_gives_can_be_banned_and_something_has_to_be_chosen(moderator):
    comment = waiting(name="রাহেলা")
    moderator = banner(moderator)
    page = signed_in(moderator).get(f"{DESK}{comment.pk}/ban/")

    assert "standing" not in page.context["form"].fields
    assert [value for value, _label in page.context["form"].fields["kinds"].choices] == ["name"]
    assert decide_about(moderator, comment).status_code == 422
    assert decide_about(moderator, comment, kinds=["email"], sure="on").status_code == 422
    assert Ban.objects.count() == 0


def test_a_moderator_without_the_right_bans_nobody(moderator):
    reader = known_device()
    comment = waiting(identity=reader)

    answers = [
        signed_in(moderator).get(f"{DESK}{comment.pk}/ban/"),
        decide_about(moderator, comment, standing="banned", sure="on"),
    ]

    reader.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert reader.standing == "normal"
    assert f"{comment.pk}/ban/" not in signed_in(moderator).get(DESK).content.decode()


# --- Every comment reviewed first --------------------------------------------------------------


def hold(user, **posted):
    return signed_in(user).post(f"{DESK}hold/", {"length": "6h", "next": DESK, **posted})


def test_the_switch_holds_the_whole_paper_and_shows_until_when(moderator):
    answer = hold(moderator, why="নির্বাচনের রাত")

    row, entry = CommentPolicy.objects.get(), LogEntry.objects.get()
    assert (answer.status_code, row.category, row.held_why) == (303, None, "hand")
    assert rules_for(None, timezone.now()).all_held
    assert (entry.act, entry.detail["note"], entry.detail["at"]) == (
        "hold_section", "নির্বাচনের রাত", row.held_until.isoformat(),
    )  # fmt: skip
    page = signed_in(moderator).get(DESK)
    assert [one["section"] for one in page.context["holds"]] == [None]
    assert "পর্যন্ত সব মন্তব্য আগে যাচাই হবে" in page.content.decode()
    hold(moderator, end="1")

    assert not rules_for(None, timezone.now()).all_held
    assert LogEntry.objects.first().act == "end_hold"
    assert signed_in(moderator).get(DESK).context["holds"] == []


def test_a_day_holds_until_its_end_in_dhaka(moderator):
    day = timezone.now().astimezone(DHAKA).date() + dt.timedelta(days=3)

    hold(moderator, length="date", day=f"{day:%d/%m/%Y}")

    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=DHAKA)
    assert CommentPolicy.objects.get().held_until == end


@pytest.mark.parametrize(
    "posted",
    [
        {"length": ""}, {"length": "99y"}, {"length": "date"}, {"length": "date", "day": "৩১/১৩/২০২৬"},
        {"length": "date", "day": "01/01/2020"}, {"length": "date", "day": "31/12/9999"}, {"section": "999"}, {"section": "x"},
    ],
)  # fmt: skip
def test_a_hold_that_cannot_be_comes_back_with_what_was_typed(moderator, posted):
    answer = hold(moderator, **posted, why="আদালতের আদেশ")

    assert answer.status_code == 422
    assert "আদালতের আদেশ" in answer.content.decode()
    assert CommentPolicy.objects.count() == 0


def test_a_moderator_holds_only_the_sections_looked_after(moderator):
    sports, politics = section("sports"), section("politics")
    limited = moderator_of("sports")
    hold_section(politics.pk, actor=moderator, until=timezone.now() + dt.timedelta(hours=1))
    hold_section(None, actor=moderator, until=timezone.now() + dt.timedelta(hours=1))
    before = list(CommentPolicy.objects.values())

    tries = [
        hold(limited), hold(limited, section=politics.pk), hold(limited, end="1"), hold(limited, section=politics.pk, end="1"),
    ]  # fmt: skip

    assert [answer.status_code for answer in tries] == [422] * 4
    assert list(CommentPolicy.objects.values()) == before
    page = signed_in(limited).get(DESK)
    assert [(one["section"], one["is_mine"]) for one in page.context["holds"]] == [(None, False)]
    for section_id in (None, politics.pk):
        with pytest.raises(NotAllowed):
            hold_section(section_id, actor=limited, until=timezone.now() + dt.timedelta(hours=1))
    assert hold(limited, section=sports.pk).status_code == 303
    assert rules_for(sports.pk, timezone.now()).all_held


def test_a_hold_ends_within_a_year_and_not_in_the_past(moderator):
    now = timezone.now()
    for until in (now, now - dt.timedelta(days=1), now + dt.timedelta(days=400)):
        with pytest.raises(BadHold):
            hold_section(None, actor=moderator, until=until, now=now)

    assert CommentPolicy.objects.count() == 0
