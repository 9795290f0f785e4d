"""articles/admin/bijoy.py: the page that converts texts and files, and the same for the editor's scripts."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import bijoy_files
from articles.admin.bijoy import MOST_TYPED
from articles.bijoy_files import MESSAGES
from articles.tests.desk import LIST, signed_in
from articles.tests.factories import person
from bangla.tests.docx import docx, paragraph, parts_of, run

pytestmark = pytest.mark.django_db

PAGE = f"{LIST}bijoy/"
RUNS = f"{PAGE}runs/"
SONG, SUNG = "Avgvi †mvbvi evsjv", "আমার সোনার বাংলা"


@pytest.fixture
def reporter():
    return signed_in(person("reporter"))


def ask(browser, body, content_type="application/json"):
    data = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return browser.post(RUNS, data, content_type=content_type)


def send(browser, name, data):
    return browser.post(PAGE, {"what": "file", "file": SimpleUploadedFile(name, data)})


def body_of(answer):
    return b"".join(answer.streaming_content)


class TestThePage:
    def test_is_private_and_linked_from_the_list(self, reporter):
        answer = reporter.get(PAGE)

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private, no-store")
        assert f'href="{PAGE}"' in reporter.get(LIST).content.decode()

    def test_shows_what_a_text_becomes_beside_it_without_scripts(self, reporter):
        answer = reporter.post(PAGE, {"text": SONG})

        assert answer.status_code == 200
        assert answer.context["converted"] == SUNG
        assert f">{SUNG}</textarea>" in answer.content.decode()
        assert f"{SONG}</textarea>" in answer.content.decode()

    def test_leaves_english_unless_all_is_to_be_taken(self, reporter):
        text = "GDP e„w×i nvi"

        found = [
            reporter.post(PAGE, {"text": text, **more}).context["converted"]
            for more in ({}, {"everything": "on"})
        ]

        assert found == ["GDP বৃদ্ধির হার", "এউচ বৃদ্ধির হার"]

    @pytest.mark.parametrize("text", ["", "ক" * (MOST_TYPED + 1)])
    def test_refuses_nothing_and_too_much_and_keeps_what_was_typed(self, reporter, text):
        answer = reporter.post(PAGE, {"text": text})

        assert answer.status_code == 422
        assert len(answer.context["text_form"]["text"].errors) == 1
        assert f"{text}</textarea>" in answer.content.decode()

    def test_takes_markup_for_text(self, reporter):
        answer = reporter.post(PAGE, {"text": "</textarea><script>†K</script>"}).content.decode()

        assert "<script>কে" not in answer
        assert "</textarea><script>" not in answer


class TestAFile:
    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
    def test_of_text_comes_back_in_unicode(self, reporter, encoding):
        answer = send(reporter, "Lei.TXT", f"{SONG}\r\n".encode(encoding))

        assert answer.headers["Content-Disposition"] == 'attachment; filename="Lei-unicode.txt"'
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"].startswith("private, no-store")
        assert body_of(answer).decode() == f"{SUNG}\r\n"

    def test_of_word_comes_back_in_unicode(self, reporter):
        answer = send(reporter, "খবর.docx", docx(paragraph(run(SONG))))

        assert answer.headers["Content-Type"] == bijoy_files.TYPES[".docx"]
        assert SUNG in parts_of(body_of(answer))["word/document.xml"].decode()

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("a.pdf", b"%PDF-1.7", "kind"),
            ("a", b"Avgvi", "kind"),
            ("a.doc", b"Avgvi", "kind"),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "old_word"),
            ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "old_word"),
            ("a.docx", b"Avgvi", "not_docx"),
            ("a.txt", b"PK\x03\x04\x00\x00", "not_text"),
            ("a.docx", docx(document=b"<a>"), "damaged"),
            ("a.docx", docx(document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "doctype"),
        ],
    )
    def test_that_cannot_be_read_is_refused_in_words(self, reporter, name, data, code):
        answer = send(reporter, name, data)

        assert answer.status_code == 422
        assert answer.context["file_form"].errors["file"] == [str(MESSAGES[code])]

    def test_that_is_refused_leaves_the_typed_text_where_it_was(self, reporter):
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")

        answer = reporter.post(
            PAGE, {"what": "file", "file": file, "text": SONG, "everything": "on"}
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"{SONG}</textarea>" in page
        assert re.search(r'<input[^>]*name="everything"[^>]* checked', page)

    def test_that_unpacks_to_too_much_is_refused(self, reporter, monkeypatch):
        monkeypatch.setattr("bangla.bijoy_docx.MAX_UNPACKED", 50_000)

        answer = send(reporter, "a.docx", docx(**{"word/media/a": bytes(90_000)}))

        assert answer.context["file_form"].errors["file"] == [str(MESSAGES["too_large"])]

    def test_that_is_too_large_or_empty_or_missing_is_refused(self, reporter, monkeypatch):
        monkeypatch.setattr("articles.admin.bijoy.MOST_BYTES", 10)

        answers = [
            send(reporter, "a.txt", b"Avgvi evsjv"),
            send(reporter, "a.txt", b""),
            reporter.post(PAGE, {"what": "file"}),
        ]

        assert [answer.status_code for answer in answers] == [422] * 3
        assert [len(answer.context["file_form"].errors["file"]) for answer in answers] == [1] * 3

    @pytest.mark.parametrize(
        ("sent", "new"),
        [
            ("খবর.txt", "খবর-unicode.txt"),
            ("a.b.DOCX", "a.b-unicode.docx"),
            ("..\\..\\x.txt", "x-unicode.txt"),
            ("/etc/x.txt", "x-unicode.txt"),
        ],
    )
    def test_is_named_after_the_one_that_was_sent(self, sent, new):
        assert bijoy_files.new_name(sent) == new


class TestTheEditorsQuestion:
    def test_is_answered_for_each_text(self, reporter):
        answer = ask(reporter, {"texts": [SONG, "The bank said", "", "👍 বাংলাদেশ e¨vsK", "Avgvi"]})

        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert answer.json() == {
            "texts": [
                {"converted": SUNG, "looks": True, "runs": [[0, 18]]},
                {"converted": "ঞযব নধহশ ংধরফ", "looks": False, "runs": []},
                {"converted": "", "looks": False, "runs": []},
                {"converted": "👍 বাংলাদেশ ব্যাংক", "looks": True, "runs": [[11, 16]]},
                {"converted": "আমার", "looks": False, "runs": []},
            ]
        }

    def test_may_ask_for_everything(self, reporter):
        asked = {"texts": ["GDP e„w×i nvi"]}

        found = [
            ask(reporter, {**asked, **more}).json()["texts"] for more in ({}, {"everything": True})
        ]

        assert found == [
            [{"converted": "GDP বৃদ্ধির হার", "looks": True, "runs": [[4, 13]]}],
            [{"converted": "এউচ বৃদ্ধির হার", "looks": True, "runs": [[4, 13]]}],
        ]

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"\xff", "[]", "null", "{}", '{"texts": "†K"}', '{"texts": [1]}', '{"texts": {"a": "b"}}',
            "[" * 100_000,
            {"texts": ["a"] * 501},
            {"texts": ["a" * 150_001] * 2},
        ],
    )  # fmt: skip
    def test_is_refused_when_it_is_none_or_too_long(self, reporter, body):
        answer = ask(reporter, body)

        assert answer.status_code == 422
        assert list(answer.json()) == ["error"]

    def test_may_be_as_long_as_is_said(self, reporter):
        texts = ["e¨vsK " * 100] * 499 + ["K" * 600]

        answer = ask(reporter, {"texts": texts})

        assert [len(one["converted"]) for one in answer.json()["texts"][-2:]] == [700, 600]

    def test_holds_lone_surrogates_and_nuls_too(self, reporter):
        answer = ask(reporter, '{"texts": ["\\ud800", "\\u0000\\u2020K"]}')

        assert [one["converted"] for one in answer.json()["texts"]] == ["\ud800", "\x00কে"]

    def test_is_not_for_others_nor_without_the_token(self):
        body = {"texts": [SONG]}
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(person("reporter"))

        answers = [
            ask(Client(), body),
            ask(signed_in(person("moderator")), body),
            ask(strict, body),
            signed_in(person("reporter")).get(RUNS),
        ]

        assert [answer.status_code for answer in answers] == [401, 403, 403, 405]
        assert all(SUNG not in answer.content.decode() for answer in answers)

    def test_asks_the_database_nothing_about_the_texts(self, reporter):
        counts = []
        for texts in ([SONG], [SONG] * 300):
            with CaptureQueriesContext(connection) as asked:
                ask(reporter, {"texts": texts})
            counts.append(len(asked))

        assert counts == [4, 4]

    def test_is_asked_in_json_alone(self, reporter):
        answers = [
            reporter.post(RUNS, {"texts": SONG}),
            ask(reporter, b"", content_type="text/plain"),
        ]

        assert [answer.status_code for answer in answers] == [422, 422]


def test_files_are_read_from_their_start(tmp_path):
    source = io.BytesIO(SONG.encode("cp1252"))
    source.seek(5)
    target = io.BytesIO()

    changed = bijoy_files.convert_file("a.txt", source, target)

    assert (changed, target.getvalue().decode()) == (1, SUNG)
