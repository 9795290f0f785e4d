"""articles/conflict.py: two versions that grew from one, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.conflict import TOGETHER, Conflict
from articles.drafting import EMPTY, build_content

LISTS = st.lists(st.integers(1, 6), unique=True, max_size=4)
VERSIONS = st.fixed_dictionaries({
    "headline": st.sampled_from(["ক", "খ", "গ"]),
    "body": st.lists(st.sampled_from("কখগঘ"), max_size=4).map(lambda names: "".join(f"<p>{n}</p>" for n in names)),
    "category": st.sampled_from([None, 1, 2]),
    "further": LISTS,
    "tags": LISTS.map(lambda numbers: [f"ট্যাগ {n}" for n in numbers]),
    "picture": st.sampled_from([None, 1, 2]),
    "picture_caption": st.sampled_from(["", "ক", "খ"]),
    "series": st.sampled_from([None, 1]),
    "series_part": st.sampled_from([None, 1, 2]),
}).map(lambda values: {**EMPTY, **values})  # fmt: skip


def of(**values):
    return build_content(values)


def sides(conflict):
    return {field.name: field.side for field in conflict.fields if field.side != "same"}


def test_what_only_one_side_changed_is_taken():
    base = of(headline="ক", standfirst="খ", body="<p>১</p><p>২</p>")
    mine = of(headline="আমার", standfirst="খ", body="<p>আমার</p><p>২</p>")
    theirs = of(headline="ক", standfirst="তাঁদের", body="<p>১</p><p>তাঁদের</p>")

    conflict = Conflict(base, mine, theirs)

    assert conflict.questions == {}
    assert conflict.result({}) == of(
        headline="আমার", standfirst="তাঁদের", body="<p>আমার</p><p>তাঁদের</p>"
    )


def test_what_both_changed_is_asked_and_what_they_changed_alike_is_not():
    base = of(headline="ক", dateline="ঢাকা", body="<p>১</p>")
    mine = of(headline="আমার", dateline="খুলনা", body="<p>আমার</p>")
    theirs = of(headline="তাঁদের", dateline="খুলনা", body="<p>তাঁদের</p>")

    conflict = Conflict(base, mine, theirs)

    assert conflict.questions == {
        "headline": ("theirs", "mine"),
        "body-0": ("theirs", "mine", "both"),
    }
    assert conflict.result({"headline": "mine", "body-0": "both"}) == of(
        headline="আমার", dateline="খুলনা", body="<p>তাঁদের</p><p>আমার</p>"
    )


def test_an_answer_that_is_none_is_missed():
    conflict = Conflict(of(headline="ক"), of(headline="খ"), of(headline="গ"))

    assert conflict.unanswered({}) == ["headline"]
    assert conflict.unanswered({"headline": "both"}) == ["headline"]
    assert conflict.unanswered({"headline": "mine"}) == []


def test_a_picture_is_not_put_over_the_caption_of_another_one():
    base = of(picture=1, picture_caption="বন্দর", picture_alt="জেটি")
    mine = of(picture=2, picture_caption="বাজার", picture_alt="দোকান")
    theirs = of(picture=1, picture_caption="চট্টগ্রাম বন্দর", picture_alt="জেটি")

    conflict = Conflict(base, mine, theirs)

    assert sides(conflict) == {"picture": "clash"}
    result = conflict.result({"picture": "mine"})
    assert (result["picture"], result["picture_caption"], result["picture_alt"]) == (2, "বাজার", "দোকান")  # fmt: skip


def test_entries_of_a_list_are_put_in_and_taken_out_one_by_one():
    base = of(tags=["বন্দর", "জট"])

    conflict = Conflict(base, of(tags=["বন্দর", "জাহাজ"]), of(tags=["তেল", "বন্দর", "জট"]))

    assert sides(conflict) == {"tags": "joined"}
    assert conflict.result({})["tags"] == ["তেল", "বন্দর", "জাহাজ"]


def test_without_a_base_whatever_differs_is_asked():
    conflict = Conflict(None, of(headline="ক", tags=["এক"]), of(headline="খ", tags=["দুই"]))

    assert sides(conflict) == {"headline": "clash", "tags": "clash"}
    assert conflict.result({"headline": "mine", "tags": "theirs"}) == of(headline="ক", tags=["দুই"])


def test_every_field_of_a_version_is_looked_at():
    looked_at = {name for field in Conflict(None, {}, {}).fields for name in field.names}

    assert looked_at | {"body"} == set(EMPTY)


@pytest.mark.parametrize("names", TOGETHER)
def test_fields_that_belong_together_are_fields_of_a_version(names):
    assert set(names) <= set(EMPTY)


@given(VERSIONS, VERSIONS)
def test_one_side_alone_is_the_result(base, changed):
    for mine, theirs in ((changed, base), (base, changed), (changed, changed)):
        conflict = Conflict(base, mine, theirs)

        assert conflict.questions == {}
        assert conflict.result({}) == changed


@given(VERSIONS, VERSIONS, VERSIONS)
def test_choosing_one_side_everywhere_keeps_that_sides_changes(base, mine, theirs):
    conflict = Conflict(base, mine, theirs)

    for choice, own in (("mine", mine), ("theirs", theirs)):
        result = conflict.result(dict.fromkeys(conflict.questions, choice))

        for field in conflict.fields:
            if field.side in {choice, "clash"}:
                assert all(result[name] == own[name] for name in field.names)
        assert build_content(result) is not None
