"""The demo paper: its files keep to the form, and what is loaded is whole and consistent."""

import datetime as dt
import stat
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from articles import drafting
from articles.body import plain_text
from articles.day_plan import read_plan
from articles.figures import picture_ids
from articles.gate import RULES
from articles.lists import load_lists
from articles.models import (
    Article,
    AuthorProfile,
    Category,
    Correction,
    DeskNote,
    Notice,
    Series,
    Source,
    Tag,
)
from articles.sections import load_sections
from bangla.dates import to_dhaka
from bangla.text import grapheme_count, word_count
from comments.models import (
    VISIBLE,
    CannedReply,
    Comment,
    Commenter,
    ModerationAction,
    Status,
    WordList,
)
from comments.moderation import TRANSITIONS
from comments.policy import WINDOW_DAYS
from images.models import Picture
from newsroom.demo import accounts, assignments, cast, gallery, manuscripts, pictures, printing
from newsroom.demo.manuscripts import BadManuscript, Letter
from newsroom.demo.moderating import BEST, READY
from newsroom.tests.demo_loading import demo, rows
from paper.fields import clean_line
from paper.identity import Site

STORIES = manuscripts.read_stories()
LETTERS = manuscripts.read_letters()
State = Article.State


def every(letters: list[Letter]) -> Iterator[Letter]:
    for letter in letters:
        yield letter
        yield from every(letter.replies)


def all_letters() -> list[Letter]:
    return [letter for letters in LETTERS.values() for letter in every(letters)]


def stored(found):
    """Return a figure of a manuscript as a body holds it."""
    return f'<figure data-picture="1"><figcaption>{found["caption"]}</figcaption></figure>'


class TestFiles:
    @pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
    def test_story_keeps_to_the_form(self, story):
        assert 150 <= word_count(plain_text(story.body)) <= 500
        assert 1 <= grapheme_count(story.headline) <= 75
        assert word_count(story.standfirst) >= 10
        assert 2 <= len(story.tags) <= 4
        assert set(story.tags) <= set(cast.TAGS)
        assert {story.section, *story.also} <= {plan.path for plan in cast.SECTIONS}
        assert set(story.bylines) <= {plan.slug for plan in cast.AUTHORS}
        assert story.source in {"", *cast.SOURCES}
        assert not story.picture or (story.picture in pictures.KEYS and story.alt and story.caption)

    @pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
    def test_body_passes_the_sanitiser_unchanged_but_for_canonical_form(self, story):
        body = manuscripts.FIGURE.sub(stored, story.body)

        content = drafting.build_content({"body": body})

        assert plain_text(content["body"]).split() == plain_text(drafting.sanitise(body)).split()
        assert content["body"].count("<") == body.count("<")
        assert set(story.drawings) <= set(pictures.KEYS)

    def test_paper_is_as_large_as_promised(self):
        states = Counter(story.state for story in STORIES)

        assert states["published"] >= 48
        assert {state: states[state] for state in ("scheduled", "draft", "review")} == {
            "scheduled": 2, "draft": 1, "review": 1,
        }  # fmt: skip
        assert len([p for p in cast.SECTIONS if "/" not in p.path]) == 10
        assert len(cast.AUTHORS) == 12
        assert len(set(cast.TAGS)) == 60
        assert len({story.picture for story in STORIES if story.picture}) >= 30

    def test_every_section_and_author_has_stories(self):
        printed = [story for story in STORIES if story.state == "published"]

        assert {story.section for story in printed} == {plan.path for plan in cast.SECTIONS}
        assert {slug for story in printed for slug in story.bylines} == {
            plan.slug for plan in cast.AUTHORS
        }

    def test_headlines_differ(self):
        assert len({story.headline for story in STORIES}) == len(STORIES)

    def test_comments_stand_in_every_state_a_reader_can_bring_about(self):
        found = Counter(letter.status for letter in all_letters())

        assert sum(found.values()) >= 120
        assert set(found) == {status.name.lower() for status in Status} - {"erased"}

    def test_comments_lie_inside_the_window_and_before_the_loading(self):
        ages = {story.key: story.age for story in STORIES if story.state == "published"}

        for key, letters in LETTERS.items():
            assert max(letter.after for letter in every(letters)) <= ages[key] * 60
            assert ages[key] / 24 < WINDOW_DAYS - 1

    def test_replies_come_after_what_they_answer(self):
        for letter in all_letters():
            assert all(reply.after > letter.after for reply in letter.replies)

    def test_file_with_an_unknown_line_is_refused_by_name(self, tmp_path):
        path = tmp_path / "economy-99.html"
        path.write_text("section: economy\nlength: 300\n---\n<p>…</p>")

        with pytest.raises(BadManuscript, match=r"economy-99\.html: 'length: 300'"):
            manuscripts.read_story(path)

    def test_file_that_lacks_a_line_is_refused(self, tmp_path):
        path = tmp_path / "economy-99.html"
        path.write_text("section: economy\nage: 3\n---\n<p>…</p>")

        with pytest.raises(BadManuscript, match=r"economy-99\.html"):
            manuscripts.read_story(path)


class TestMoment:
    now = dt.datetime(2026, 11, 23, 12, 10, 30, tzinfo=dt.UTC)

    def story(self, **values):
        return next(s for s in STORIES if all(getattr(s, n) == v for n, v in values.items()))

    def test_published_story_is_as_old_as_its_file_says_to_the_hour(self):
        story = self.story(key="economy-01")

        age = self.now - printing.moment(story, self.now)

        assert dt.timedelta(hours=1) <= age < dt.timedelta(hours=1, minutes=41)

    def test_scheduled_story_comes_at_a_full_or_half_hour(self):
        story = self.story(key="economy-11")

        assert printing.moment(story, self.now) == dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)

    def test_times_are_the_same_at_every_loading(self):
        story = self.story(key="economy-01")

        assert printing.moment(story, self.now) == printing.moment(story, self.now)


def test_pictures_are_drawn_as_jpeg():
    drawn = gallery.draw(["chart-inflation"])

    picture = Image.open(BytesIO(drawn["chart-inflation"]))
    assert (picture.format, picture.size) == ("JPEG", (1500, 1000))


class TestLoadedPaper(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.before = rows()
        cls.said = demo()
        cls.now = timezone.now()

    def test_command_says_in_one_line_what_it_made(self):
        assert self.said == (
            f"Demo paper: {len(STORIES) + len(assignments.WANTED)} stories, {len(all_letters())} comments, "
            f"{Picture.objects.count()} pictures; sign-ins in {accounts.logins_file()}.\n"
        )

    def test_stories_stand_in_their_states(self):
        assert Counter(Article.objects.values_list("state", flat=True)) == {
            State.PUBLISHED: len(STORIES) - 4, State.SCHEDULED: 2, State.IN_REVIEW: 1,
            State.DRAFT: 1 + len(assignments.WANTED),
        }  # fmt: skip
        assert Article.objects.live().count() == len(STORIES) - 4

    def test_at_least_six_stories_are_younger_than_48_hours(self):
        lately = self.now - dt.timedelta(hours=48)

        assert Article.objects.live().filter(live_from__gt=lately).count() >= 6

    def test_next_scheduled_story_is_announced_to_the_caches(self):
        first = Article.objects.filter(state=State.SCHEDULED).earliest("live_from").live_from

        assert Site.objects.current().next_due_at == first > self.now

    def test_the_plan_of_the_day_is_alive(self):
        editor, reporter = (
            get_user_model().objects.get(username=name) for name in ("editor", "reporter")
        )
        plan = read_plan(editor, to_dhaka(self.now).date(), now=self.now, sections=load_sections())

        late = [line.headline for line in plan.overdue.lines]
        assigned = Article.objects.filter(assignee=reporter, due_at__isnull=False)
        assert late == [assignments.WANTED[0].headline]
        assert assigned.count() == len(assignments.WANTED)
        assert DeskNote.objects.count() == len(assignments.TALK)
        assert Article.objects.filter(embargo_until__gt=self.now).count() == 1
        assert Article.objects.filter(update_at__gt=self.now).count() == 1

    def test_nothing_of_the_printing_is_news_to_anybody(self):
        unseen = Notice.objects.filter(seen_at__isnull=True)

        assert set(unseen.values_list("kind", flat=True)) == {"assigned", "note"}
        assert unseen.count() == len(assignments.WANTED) + len(assignments.TALK)

    def test_sections_hold_back_what_lacks_credit_description_or_source(self):
        gates = dict(Category.objects.filter(parent=None).values_list("path", "gate"))

        assert gates["bank"] == gates["stock"] == ["source", "credit", "alt"]
        assert all(gate[-2:] == ["credit", "alt"] for gate in gates.values())
        assert set().union(*gates.values()) <= set(RULES)

    def test_finance_stands_in_front_with_its_subsections(self):
        tree = load_sections()

        assert [section.path for section in tree][:4] == ["economy", "stock", "bank", "trade"]
        assert len(list(tree)) == 10
        assert [section.path for section in tree if section not in tree.front] == ["english"]
        assert [child.path for child in tree.by_path["economy"].children] == [
            "economy/port",
            "economy/energy",
        ]

    def test_people_sources_and_tags_are_complete(self):
        assert AuthorProfile.objects.count() == 12
        assert Source.objects.count() == 6
        assert set(Tag.objects.values_list("name", flat=True)) == set(map(clean_line, cast.TAGS))

    def test_front_page_has_a_picture_to_lead_with(self):
        lists = load_lists(load_sections(), self.now, newest=5)

        lead = Picture.objects.get(file__startswith="originals/demo/port-cranes-")
        assert lists.newest(1)[0].picture == lead.printed

    def test_figures_of_bodies_are_in_the_library_and_known_as_used(self):
        article = Article.objects.get(body__contains="<figure data-gallery")

        named = picture_ids(article.body)

        assert len(named) >= 4
        assert set(named) <= set(
            article.picture_uses.filter(is_live=True).values_list("picture", flat=True)
        )

    def test_pictures_have_files_and_credit(self):
        for picture in Picture.objects.all():
            assert default_storage.exists(picture.file.name)
            assert (picture.credit, picture.width) == (cast.CREDIT, 15)

    def test_most_read_list_is_full(self):
        lists = load_lists(load_sections(), self.now, newest=1, most_read=10)

        assert len(lists.most_read(10)) == 10
        assert lists.most_read(10) != lists.newest(10)

    def test_stories_carry_corrections_of_three_kinds_one_over_the_text(self):
        corrections = Correction.objects.order_by("id")

        assert [(one.kind, one.is_on_top) for one in corrections] == [
            ("correction", False), ("clarification", False), ("update", True),
        ]  # fmt: skip
        for one in corrections:
            assert one.article.shown["corrections"][0]["text"] == one.text
        page = self.client.get("/corrections/").text
        assert page.count('<article class="row">') == 3

    def test_a_series_of_three_parts_has_a_page(self):
        (series,) = Series.objects.all()

        parts = self.client.get(series.get_absolute_url()).context["parts"]

        assert [part.number for part in parts] == [1, 2, 3]

    def test_one_story_is_paid_for_and_says_so(self):
        article = Article.objects.exclude(sponsorship="").get()

        page = self.client.get(article.get_absolute_url()).text

        assert (article.sponsorship, article.sponsor.name) == ("sponsored", "চিরকুট ওয়ালেট")
        assert page.count("বিজ্ঞাপন বার্তা") >= 1
        assert 'href="https://chirkut.example/dokan" rel="sponsored nofollow noopener"' in page

    def test_one_story_has_an_edition_in_english_and_is_led_to_it(self):
        english = Article.objects.get(language="en")

        page = self.client.get(english.get_absolute_url()).text
        twin = self.client.get(english.edition.get_absolute_url()).text

        assert "বাংলায় পড়ুন" in page
        assert "Read in English" in twin
        assert english.shown["bylines"][0]["name"] == "Moumita Roy"

    def test_one_byline_is_worded(self):
        (wording,) = [a.shown["wording"] for a in Article.objects.all() if "wording" in a.shown]

        assert [piece.get("name") for piece in wording] == ["শামীমা নাহার", None, "রেজাউল হক"]

    def test_privacy_page_leads_to_the_own_data_and_says_how_long_things_are_kept(self):
        page = self.client.get("/privacy/").content.decode()

        assert 'href="/comments/my-data/"' in page
        assert [f"{days} দিন" in page for days in ("৩০", "৯০", "১৮০")] == [True] * 3
        assert "<table>" in page

    def test_pages_are_linked_in_the_footer(self):
        links = Site.objects.current().links["footer"]

        assert [address for _label, address in links] == [
            "/about/",
            "/privacy/",
            "/comment-policy/",
            "/contact/",
        ]

    def test_identity_is_that_of_the_demo(self):
        site = Site.objects.current()

        assert (site.name, site.registration) == ("সংবাদঘর", "তথ্য অধিদপ্তরের নিবন্ধন নম্বর ০০০ (নমুনা)")

    def test_every_story_says_who_began_it_and_when(self):
        for article in Article.objects.select_related("latest_revision"):
            assert (
                article.created_at
                < article.latest_revision.created_at
                < article.touched_at
                <= timezone.now()
            )
            assert article.created_by is not None

    def test_reporter_has_own_stories_on_the_desk(self):
        own = Article.objects.filter(created_by__username="reporter")

        assert own.filter(state=State.DRAFT).count() == 1
        assert own.filter(state=State.IN_REVIEW).count() == 1
        assert AuthorProfile.objects.get(slug="nusrat-mahbub").user.username == "reporter"

    def test_each_account_signs_in_with_the_password_of_the_file(self):
        lines = [line.split("\t") for line in accounts.logins_file().read_text().splitlines()]

        assert [name for name, _role, _password in lines] == [
            "admin",
            "chief",
            "editor",
            "reporter",
            "moderator",
            "reader",
        ]
        for name, role, password in lines:
            user = authenticate(None, username=name, password=password)
            assert [group.name for group in user.groups.all()] == [role]
            assert user.is_staff == (role != "reader")
            assert not user.is_superuser

    def test_passwords_are_for_the_owner_alone(self):
        assert stat.S_IMODE(accounts.logins_file().stat().st_mode) == 0o600

    def test_comment_counters_equal_the_rows(self):
        for article in Article.objects.all():
            shown = Comment.objects.visible().filter(article=article).count()
            best = article.comments.filter(featured_at__isnull=False).count()
            assert (article.comment_count, article.comments_version) == (shown, shown + best)

    def test_reply_counters_equal_the_rows(self):
        for comment in Comment.objects.all():
            below = Comment.objects.filter(path__startswith=comment.path).exclude(pk=comment.pk)
            assert comment.reply_count == below.count()
            assert comment.visible_reply_count == below.visible().count()

    def test_a_list_of_ordinary_insults_holds_back_and_has_counted_what_it_found(self):
        words = WordList.objects.get()

        assert (words.action, words.category, words.is_active) == ("hold", None, True)
        assert 35 <= words.entries.count() <= 45
        assert words.entries.get(text="মূর্খ").hits == 3
        assert Comment.objects.filter(status=Status.WITHHELD, reasons__icontains="word").exists()

    def test_counts_of_readers_equal_the_rows(self):
        for reader in Commenter.objects.all():
            stand = Counter(reader.comments.values_list("status", flat=True))
            assert (reader.approved_n, reader.rejected_n, reader.spam_n) == (
                stand[Status.APPROVED], stand[Status.REJECTED], stand[Status.SPAM],
            )  # fmt: skip

    def test_comments_are_in_the_states_of_the_files(self):
        wanted = Counter(Status[letter.status.upper()] for letter in all_letters())

        assert Counter(Comment.objects.values_list("status", flat=True)) == wanted

    def test_ids_of_comments_rise_with_their_time(self):
        times = list(Comment.objects.order_by("id").values_list("created_at", flat=True))

        assert times == sorted(times)
        assert times[-1] <= timezone.now()

    def test_audit_of_every_comment_leads_to_its_state(self):
        for comment in Comment.objects.all():
            acts = list(ModerationAction.objects.filter(comment=comment).order_by("id"))
            assert acts[0].to_status == comment.initial_status
            assert all(TRANSITIONS[a.from_status, a.event] == a.to_status for a in acts[1:])
            assert comment.version == len(acts)
            if comment.status != Status.DELETED_AUTHOR:
                assert acts[-1].to_status == comment.status

    def test_the_desk_has_the_best_chosen_reports_to_read_and_answers_ready(self):
        best = Comment.objects.filter(featured_at__isnull=False)

        assert best.count() == BEST
        assert len(set(best.values_list("article", flat=True))) == BEST
        reported = Comment.objects.filter(report_count__gt=0)
        assert sorted(reported.values_list("status", "report_count")) == [
            (Status.PUBLISHED, 1),
            (Status.PUBLISHED, 2),
        ]
        assert CannedReply.objects.count() == len(READY)

    def test_answers_of_the_desk_are_signed_and_public(self):
        answers = Comment.objects.filter(is_staff_reply=True)

        assert set(answers.values_list("author_name", "author_user__username")) == {
            (cast.DESK_NAME, "editor")
        }
        assert all(answer.status in VISIBLE for answer in answers)

    def test_second_loading_is_refused_in_one_sentence_and_changes_nothing(self):
        loaded = rows()

        with pytest.raises(CommandError) as refusal:
            demo()

        assert str(refusal.value) == (
            "The database is not empty, it has stories: the demo goes into an empty one only."
        )
        assert rows() == loaded

    def test_start_of_a_filled_paper_says_nothing(self):
        assert demo(if_empty=True) == ""
