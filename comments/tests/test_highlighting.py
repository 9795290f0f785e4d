"""comments/highlighting.py and the reasons in words, as a moderator reads them."""

import pytest

from comments.highlighting import marked
from comments.models import Status, WordEntry, WordList
from comments.tests.factories import known_device, make_moderator, make_story, send
from comments.wording import reason_in_words


def spans(*pairs):
    return [{"span": list(pair)} for pair in pairs]


@pytest.mark.parametrize(
    ("pairs", "html"),
    [
        ([], "তুমি চোর নও"),
        ([(5, 8)], "তুমি <mark>চোর</mark> নও"),
        ([(5, 8), (0, 4)], "<mark>তুমি</mark> <mark>চোর</mark> নও"),
        ([(5, 8), (6, 11)], "তুমি <mark>চোর নও</mark>"),
        ([(0, 11)], "<mark>তুমি চোর নও</mark>"),
        ([(5, 99), (-3, 2), (8, 5), ("x", 2), (1,)], "তুমি চোর নও"),
    ],
)
def test_passages_are_marked_and_what_does_not_fit_is_left_out(pairs, html):
    assert marked("তুমি চোর নও", spans(*pairs)) == html


def test_reasons_without_a_passage_mark_nothing():
    assert marked("ক\nখ", [{"code": "first_comment", "span": None}, {}]) == "ক<br>খ"


@pytest.mark.parametrize("place", [(0, 8), (0, 25), (3, 12), (20, 27)])
def test_markup_in_the_text_stays_text_wherever_the_passage_lies(place):
    text = '<script>alert("চোর")</script>'

    html = marked(text, spans(place))

    assert html.replace("<mark>", "").replace("</mark>", "") == (
        "&lt;script&gt;alert(&quot;চোর&quot;)&lt;/script&gt;"
    )


@pytest.mark.django_db
def test_a_moderator_sees_passage_word_and_list_on_the_page_of_a_held_comment(client):
    made = WordList.objects.create(name="<i>গালি</i>")
    WordEntry.objects.create(word_list=made, text="চোর")
    known_device()
    comment = send(
        make_story(), name="সম্পাদক", body="<b>তুমি</b>\nচো.রের মতো", device="known"
    ).comment
    client.force_login(make_moderator())

    page = client.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode()
    rows = client.get("/admin/comments/comment/").content.decode()

    assert comment.status == Status.WITHHELD
    assert "&lt;b&gt;তুমি&lt;/b&gt;<br><mark>চো.রের</mark> মতো" in page
    for html in (page, rows):
        assert "“চোর”" in html
        assert "“&lt;i&gt;গালি&lt;/i&gt;”" in html
        assert "“সম্পাদক”" in html
        assert "<i>গালি" not in html


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"code": "word", "detail": "420", "list": "সংখ্যা"}, ["৪২০", "সংখ্যা"]),
        ({"code": "word", "detail": "১০০% চোর", "list": "%s"}, ["১০০% চোর", "%s"]),
        ({"code": "word"}, ["“”"]),
    ],
)
def test_any_stored_reason_is_put_in_words(reason, words):
    assert [word for word in words if word not in reason_in_words(reason)] == []
