"""Loading a corpus in bulk leaves rows exactly as workflow and moderation would have left them."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import TestCase

from articles import drafting, shown, workflow
from articles.models import Article, AuthorProfile, Byline, Category, Revision, Source, Tag
from comments.models import Comment, Status
from comments.rendering import render
from comments.submission import Submission
from comments.thread import first_page
from newsroom.contents import first_content
from newsroom.corpus import BadCorpus, Table, load, threaded
from paper.fields import CleanedField
from paper.pages import Page

MIDNIGHT = "2026-11-01T00:00:00+06:00"
SHORT, C200, FRESH = 80, 79, 100


def generate(folder: Path) -> None:
    """Make the smallest corpus: 100 stories, 1,000 comments."""
    script = str(settings.BASE_DIR / "benchmarks" / "corpus.py")
    command = [sys.executable, script, str(folder), "--size", "XS", "--now", MIDNIGHT]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def rows_of(folder: Path, name: str) -> list[dict]:
    return list(map(json.loads, (folder / f"{name}.jsonl").read_text().splitlines()))


def counted() -> dict[str, int]:
    said = StringIO()
    call_command("content_counts", stdout=said)
    return json.loads(said.getvalue().splitlines()[-1])


def row(pk: int, parent: int | None = None, status: str = "approved", **more) -> dict:
    return {
        "id": pk, "article": 1, "parent": parent, "name": "পাঠক", "email": "", "status": status,
        "ip": "10.0.0.7", "created": MIDNIGHT, "body": "কথা", **more,
    }  # fmt: skip


class TestGenerator:
    def test_same_size_gives_the_same_bytes(self, tmp_path):
        generate(tmp_path / "one")
        generate(tmp_path / "two")

        one, two = [
            json.loads((tmp_path / n / "manifest.json").read_text()) for n in ("one", "two")
        ]
        assert one == two
        assert (one["articles"]["rows"], one["comments"]["rows"]) == (100, 1000)

    def test_pages_of_fixed_shape_are_there(self, tmp_path):
        generate(tmp_path)

        stories = {story["id"]: story for story in rows_of(tmp_path, "articles")}
        comments = Counter(
            comment["article"]
            for comment in rows_of(tmp_path, "comments")
            if comment["status"] == "approved"
        )
        pages = json.loads((tmp_path / "manifest.json").read_text())["pages"]
        assert (pages["short"], pages["c200"], pages["fresh"]) == (SHORT, C200, FRESH)
        assert (stories[SHORT]["words"], comments[SHORT], comments[C200], comments[FRESH]) == (
            300,
            0,
            200,
            0,
        )


class TestThreads:
    def test_replies_carry_root_path_and_depth(self):
        first, second, third = threaded([row(1), row(2, 1), row(3, 2)])

        assert (first["root_id"], first["path"], first["depth"]) == (None, "0000000001", 1)
        assert (second["root_id"], second["path"], second["depth"]) == (
            1,
            "00000000010000000002",
            2,
        )
        assert (third["root_id"], third["depth"]) == (1, 3)

    def test_hidden_replies_count_but_are_not_visible(self):
        first, second, _third = threaded([row(1), row(2, 1), row(3, 2, "spam")])

        assert (first["reply_count"], first["visible_reply_count"]) == (2, 1)
        assert (second["reply_count"], second["visible_reply_count"]) == (1, 0)

    def test_replies_below_the_last_level_stand_beside_each_other(self):
        found = threaded([row(1), *(row(pk, pk - 1) for pk in range(2, 9))])

        assert [comment["depth"] for comment in found] == [1, 2, 3, 4, 5, 6, 6, 6]
        assert {len(comment["path"]) for comment in found[5:]} == {60}
        assert [comment["reply_count"] for comment in found] == [7, 6, 5, 4, 3, 1, 1, 0]


@pytest.mark.django_db
class TestTable:
    def test_fields_left_out_take_the_models_default(self):
        Table(Source, "name").insert([{"name": "সূত্র"}])

        assert Source.objects.values_list("name", "url").get() == ("সূত্র", "")

    def test_unknown_field_is_named(self):
        with pytest.raises(LookupError, match=r"Source has no age\."):
            Table(Source, "name", "age")


class TestLoadedCorpus(TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        generate(cls.folder)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        load(cls.folder)

    def test_everything_arrived_under_its_id(self):
        assert counted() == {
            "posts": 100, "pages": 0, "attachments": 40, "comments": 1000,
            "threaded": Comment.objects.filter(depth__gt=1).count(),
            "categories": 12, "tags": 2000, "authors": 60,
        }  # fmt: skip
        stories = rows_of(self.folder, "articles")
        assert list(Article.objects.order_by("id").values_list("id", "slug")) == [
            (s["id"], s["slug"]) for s in stories
        ]

    def test_all_stories_can_be_read(self):
        assert Article.objects.live().count() == 100

    def test_publishing_a_loaded_story_again_changes_nothing(self):
        owner = get_user_model().objects.create_superuser("owner")
        changing = {"touched_at", "state"}
        for article in Article.objects.filter(pk__in=(1, SHORT, C200, FRESH)):
            before = {k: v for k, v in vars(article).items() if k not in changing}
            filed = self.filings(article)

            workflow.publish(article, by=owner)

            after = vars(Article.objects.get(pk=article.pk))
            assert {k: v for k, v in after.items() if k not in changing and k != "_state"} == {
                k: v for k, v in before.items() if k != "_state"
            } | {"word_count": after["word_count"]}
            assert self.filings(article) == filed

    def filings(self, article: Article) -> list:
        return [
            list(article.category_filings.values_list("category", "is_own", "live_from")),
            list(article.tag_filings.order_by("position").values_list("tag", "live_from")),
            list(Byline.objects.filter(article=article).values_list("author", "position", "name", "role", "live_from")),
        ]  # fmt: skip

    def test_words_are_those_of_the_corpus(self):
        assert Article.objects.get(pk=SHORT).word_count == 300

    def test_lines_kept_ready_are_those_the_workflow_builds(self):
        for article in Article.objects.all()[:20]:
            assert shown.build(article) == article.shown

    def test_versions_hold_complete_cleaned_content(self):
        for revision in Revision.objects.select_related("article")[:20]:
            assert drafting.build_content(revision.content) == revision.content
            assert (
                revision.article.latest_revision_id
                == revision.article.live_revision_id
                == revision.pk
            )

    def test_every_text_is_in_the_form_its_field_stores(self):
        for model in (Article, Comment, Revision, Byline):
            fields = [f for f in model._meta.concrete_fields if isinstance(f, CleanedField)]
            for values in model.objects.values(*(f.attname for f in fields)):
                assert {f.attname: f.clean_value(values[f.attname]) for f in fields} == values

    def test_comments_are_rendered_and_recognised_as_when_sent(self):
        for comment in Comment.objects.select_related("article")[:50]:
            sent = Submission(article=comment.article, name=comment.author_name, body=comment.body)
            assert comment.body_html == render(comment.body)
            assert bytes(comment.dup_hash) == sent.dup_hash

    def test_counters_equal_the_rows(self):
        for article in Article.objects.all():
            shown_here = Comment.objects.visible().filter(article=article).count()
            assert article.comment_count == article.comments_version == shown_here
        for comment in Comment.objects.filter(reply_count__gt=0):
            below = Comment.objects.filter(path__startswith=comment.path).exclude(pk=comment.pk)
            assert (comment.reply_count, comment.visible_reply_count) == (
                below.count(),
                below.visible().count(),
            )

    def test_waiting_and_spam_stay_hidden(self):
        stand = Counter(Comment.objects.values_list("status", flat=True))

        assert set(stand) == {Status.APPROVED, Status.PREMOD, Status.SPAM}
        assert Comment.objects.visible().count() == stand[Status.APPROVED]

    def test_two_hundred_comments_stand_on_one_page(self):
        page = first_page(Article.objects.get(pk=C200))

        assert len(page.roots) + sum(map(len, page.replies.values())) == 200

    def test_next_rows_get_free_ids(self):
        article = drafting.begin({"headline": "নতুন"}, by=None)
        tag = Tag.objects.create(name="একেবারে নতুন ট্যাগ")
        made = [
            article,
            article.latest_revision,
            tag,
            AuthorProfile.objects.create(name="নতুন"),
            Category.objects.create(name="ন", slug="n", path="n"),
        ]

        # SQLite numbers on from the highest id that any test has used.
        free = zip(made, (101, 101, 2001, 61, 13), strict=True)
        assert [row.pk >= least for row, least in free] == [True] * 5

    def test_planner_knows_the_tables(self):
        table = "sqlite_stat1" if connection.vendor == "sqlite" else "pg_stats"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0

    def test_second_loading_is_refused_in_one_sentence(self):
        with pytest.raises(CommandError) as refusal:
            call_command("load_corpus", str(self.folder))

        assert str(refusal.value) == (
            "The database is not empty, it has stories: a corpus goes into an empty one only."
        )
        assert Article.objects.count() == 100


@pytest.mark.django_db
class TestRefusal:
    def test_folder_without_a_corpus_is_refused(self, tmp_path):
        with pytest.raises(BadCorpus, match=r"there is no manifest\.json in it\.$"):
            load(tmp_path)

    def test_page_alone_makes_a_database_used(self, tmp_path):
        Page.objects.create(slug="about", title="আমরা")

        with pytest.raises(BadCorpus, match="it has pages"):
            load(tmp_path)


@pytest.mark.django_db
class TestCounts:
    def test_empty_paper_counts_nothing(self):
        assert set(counted().values()) == {0}
        assert first_content() == ""

    def test_posts_are_all_but_the_killed(self):
        owner = get_user_model().objects.create_superuser("owner")
        drafting.begin({"headline": "খসড়া"}, by=owner)
        workflow.kill(drafting.begin({"headline": "বাতিল"}, by=owner), by=owner, reason="পুরোনো")

        assert counted()["posts"] == 1

    def test_keys_are_those_of_the_contract(self):
        assert list(counted()) == [
            "posts", "pages", "attachments", "comments", "threaded", "categories", "tags", "authors",
        ]  # fmt: skip

    @pytest.mark.parametrize("model", [Article, Tag, Category, AuthorProfile, Source])
    def test_anything_makes_a_database_used(self, model: type[models.Model]):
        model.objects.create()

        assert first_content() != ""
