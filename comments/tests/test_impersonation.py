"""Names that pass for the paper: who is held, however it is written, and who is not."""

import pytest
from django.contrib.auth import get_user_model

from comments.models import Comment, Severity, Status
from comments.moderation import reply_as_staff
from comments.phases.impersonation import is_nobody_of_the_paper, names_of_the_paper
from comments.tests.factories import known_device, make_comment, make_moderator, make_story, send
from comments.tests.test_phases import codes, facts
from paper.identity import Site

ZERO, JOINER, NARROW = "\u200b", "\u200d", "\u202f"
TAKEN = names_of_the_paper("সংবাদঘর", ["তানিয়া রহমান", "Karim Ahmed", " "])

PASSING = [
    "admin", "Admin", "ADMIN", "аdmin", "аdmіn", "αdmin", "@dmin", "adm1n", "4dmin", "a.d.m.i.n", "a d m i n", f"ad{ZERO}min", "ádmin", "Admin1",
    "𝐀𝐝𝐦𝐢𝐧", "Ⓐⓓⓜⓘⓝ", "ａｄｍｉｎ", "[admin]", "admin 🙂", "editor", "Еditor", "Editor-in-Chief", "moderator", "Staff Reporter",
    "সম্পাদক", f"সম্পা{ZERO}দক", f"স{JOINER}ম্পাদক", "স ম্পা দ ক", "সম্পাদক।", "“সম্পাদক”", "সম্পাদককক", "প্রধান সম্পাদক", f"প্রধান{NARROW}সম্পাদক", "প্রধান-সম্পাদক",
    "মডারেটর", "প্রতিবেদক", "নিজস্ব প্রতিবেদক", "অ্যাডমিন", "এডমিন", "ভারপ্রাপ্ত সম্পাদক", "বার্তা সম্পাদক",
    "সংবাদঘর", "সংবাদ ঘর", f"সংবাদ{ZERO}ঘর", "সংবাদঘর ডেস্ক", "সংবাদঘর সম্পাদক", "সম্পাদক, সংবাদঘর",
    "তানিয়া রহমান", "তানিয়া রহমান", "তানিয়ারহমান", f"তানি{ZERO}য়া রহমান", "Karim Ahmed", "KARIM AHMED", "Кarim Аhmed", "K@rim Ahmed",
]  # fmt: skip
READERS = [
    "রাহেলা", "করিম", "তানিয়া", "রহমান", "তানিয়া রহমান খান", "সম্পাদকের পাঠক", "সম্পাদনা", "সংবাদপাঠক", "Karim", "Ahmed Karim", "Admina",
    "Edith", "Editha", "Modern", "Rahim Editor", "ডেস্কের বন্ধু", "প্রতিবেশী", "সহজ মানুষ", "Badmin", "১২৩৪", "!!!", "🙂🙂",
]  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_a_name_that_passes_for_the_paper_is_held(name):
    (finding,) = is_nobody_of_the_paper(facts(name=name, taken_names=TAKEN))

    assert (finding.code, finding.severity) == ("name_of_paper", Severity.HOLD_CONTENT)


@pytest.mark.parametrize("name", READERS)
def test_a_readers_name_is_left_alone(name):
    assert list(is_nobody_of_the_paper(facts(name=name, taken_names=TAKEN))) == []


@pytest.mark.parametrize("badge", ["✓", "✔", "✔️", "☑", "☑️", "✅", "√"])
def test_a_badge_in_the_name_is_held(badge):
    assert codes(is_nobody_of_the_paper(facts(name=f"রাহেলা {badge}"))) == ["badge"]
    assert codes(is_nobody_of_the_paper(facts(name=f"সম্পাদক{badge}"))) == ["name_of_paper", "badge"]


def test_an_answer_of_the_desk_may_carry_the_papers_name():
    assert list(is_nobody_of_the_paper(facts(name="সংবাদঘর ডেস্ক", taken_names=TAKEN, is_staff=True))) == []  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("তানিয়া রহমান", Status.WITHHELD),
        ("Rahim Uddin", Status.WITHHELD),
        ("দৈনিক নদী", Status.WITHHELD),
        ("বিদায়ী সহকর্মী", Status.PUBLISHED),
        ("পাঠিকা পারভীন", Status.PUBLISHED),
        ("rahim", Status.PUBLISHED),
    ],
)
def test_names_of_the_staff_and_of_the_paper_are_those_of_today(name, status):
    users = get_user_model().objects
    users.create_user("tania", display_name="তানিয়া রহমান", is_staff=True)
    users.create_user("rahim", first_name="Rahim", last_name="Uddin", is_staff=True)
    users.create_user("gone", display_name="বিদায়ী সহকর্মী", is_staff=True, is_active=False)
    users.create_user("reader", display_name="পাঠিকা পারভীন")
    Site.objects.current()
    Site.objects.update(name="দৈনিক নদী")
    known_device()

    assert send(make_story(), name=name, device="known").comment.status == status


@pytest.mark.django_db
def test_the_desk_answers_in_the_papers_name_without_a_reason_against_it():
    comment = make_comment(make_story())

    reply = reply_as_staff(
        comment.pk, "খোঁজ নিচ্ছি।", actor=make_moderator(), name="সংবাদঘর ডেস্ক", version=1, revision=1
    )

    assert (reply.status, reply.reasons) == (Status.APPROVED, [])
    assert Comment.objects.count() == 2
