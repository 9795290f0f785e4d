"""Rights by section: what an editor of one section can reach of another one's stories, at every address of the desk."""

import datetime as dt
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles import drafting, permissions, planning, talk, workflow
from articles.gate import RULES
from articles.models import Article, DeskNote, Notice, Revision, SectionRight
from articles.sections import save_section
from articles.tests.desk import LIST, form_of, signed_in, typed
from articles.tests.factories import content, draft, in_every_hidden_state, person, section, story
from newsroom.tests.addresses import desk_names
from paper.log import LogEntry
from people.models import User

pytestmark = pytest.mark.django_db
BAIT = "গোপনখবর"


def editor_of(*paths: str, role: str = "editor") -> User:
    """Return an editor who looks after these sections alone."""
    user = person(role)
    for path in paths:
        SectionRight.objects.create(user=user, category=section(path))
    return User.objects.get(pk=user.pk)


def in_section(path: str, by: User | None = None, **values: object) -> Article:
    return draft(by or person(), category=section(path).pk, **values)


class TestWhichStories:
    def test_an_editor_without_a_line_looks_after_all(self):
        article = in_section("politics")

        assert permissions.can_publish(person("editor"), article)

    @pytest.mark.parametrize(
        ("given", "path", "may"),
        [
            ("sports", "sports", True), ("sports", "sports/cricket", True), ("sports/cricket", "sports", False),
            ("sports/cricket", "sports/football", False), ("sports", "politics", False),
        ],
    )  # fmt: skip
    def test_a_section_comes_with_those_below_it_and_without_those_above(self, given, path, may):
        article = in_section(path)
        editor = editor_of(given)

        assert permissions.can_open(editor, article) is may
        assert permissions.editable_by(editor).filter(pk=article.pk).exists() is may

    def test_a_section_made_later_comes_with_the_one_above_it(self):
        editor = editor_of("sports")
        article = in_section("sports/chess")

        assert permissions.can_publish(editor, article)

    def test_a_story_without_a_section_is_open_to_every_editor(self):
        article = draft(person(), category=None)

        assert permissions.can_open(editor_of("sports"), article)

    def test_own_and_assigned_stories_stay_open_but_are_not_published(self):
        editor = editor_of("sports")
        own = in_section("politics", by=editor)
        assigned = planning.assign(in_section("politics"), by=person(), to=editor, due_at=None)

        for article in (own, assigned):
            assert permissions.can_open(editor, article)
            assert permissions.can_edit(editor, article)
            assert not permissions.can_publish(editor, article)
            assert not permissions.can_assign(editor, article)

    def test_what_readers_see_counts_too(self):
        editor = editor_of("sports")
        out = story(person(), category=section("politics").pk)
        drafting.save_version(out, content(category=section("sports").pk), by=person())

        assert not permissions.can_open(editor, Article.objects.get(pk=out.pk))
        assert not permissions.editable_by(editor).filter(pk=out.pk).exists()

    @pytest.mark.parametrize("role", ["editor", "chief"])
    def test_row_and_query_agree_in_every_state_and_section(self, role):
        editor = editor_of("sports", role=role)
        for path in ("sports", "sports/cricket", "politics"):
            in_every_hidden_state(category=section(path).pk)
            story(category=section(path).pk)
            moved = story(category=section(path).pk)
            drafting.save_version(moved, content(category=section("sports").pk), by=person())
        draft(person(), category=None)
        in_section("politics", by=editor)
        planning.assign(in_section("politics"), by=person(), to=editor, due_at=None)

        allowed = {
            article for article in Article.objects.all() if permissions.can_open(editor, article)
        }

        assert set(permissions.editable_by(editor)) == allowed
        assert 0 < len(allowed) < Article.objects.count()

    def test_a_reporter_gains_nothing_by_a_section(self):
        reporter = person("reporter")
        SectionRight.objects.create(user=reporter, category=section("sports"))

        assert not permissions.can_open(reporter, in_section("sports"))


class TestEveryAddress:
    @pytest.fixture
    def hidden(self):
        """Return a story of politics in review, with versions, a note and a time, as the plan and every list would show it."""
        chief = person()
        article = in_section("politics", headline=BAIT, standfirst=BAIT, body=f"<p>{BAIT}</p>")
        drafting.save_version(
            article, content(headline=f"{BAIT} ২", category=section("politics").pk), by=chief
        )
        talk.add_note(article, by=chief, text=BAIT)
        workflow.submit(article, by=chief)
        Article.objects.filter(pk=article.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
        return Article.objects.get(pk=article.pk)

    def addresses(self, article):
        """Return every address of the desk that is about a story, those that are added later too."""
        found = []
        for name in sorted(desk_names()):
            if not name.startswith("admin:articles_article_"):
                continue
            # About no story, about one, or about a version or another further thing of one.
            for args in ([], [article.pk], [article.pk, article.latest_revision_id]):
                with suppress(NoReverseMatch):
                    address = reverse(name, args=args)
                    found += [address] if args else []
                    break
        return found

    def test_every_address_of_the_story_is_closed_and_changes_nothing(self, hidden):
        browser = signed_in(editor_of("sports"))
        kinds = (Article, Revision, DeskNote, LogEntry, Notice)
        before = [list(kind.objects.order_by("pk").values()) for kind in kinds]
        posted = {
            **typed(hidden, headline="বদল"),
            "act": "publish",
            "text": "আমিও",
            "note": "ক",
            "tab": "x",
            "assignee": "",
        }

        for address in self.addresses(hidden):
            for answer in (browser.get(address), browser.post(address, posted)):
                assert answer.status_code in {302, 403, 404, 405}, address
                assert BAIT not in answer.content.decode(), address
        assert len(self.addresses(hidden)) >= 8
        assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before

    def test_no_list_search_or_suggestion_names_it(self, hidden):
        browser = signed_in(editor_of("sports"))
        pages = [
            "/admin/", LIST, f"{LIST}?q={BAIT}", f"{LIST}?due=overdue", f"{LIST}?section={hidden.desk_category_id}",
            f"{LIST}?writer={hidden.created_by_id}", f"{LIST}plan/", f"{LIST}plan/?section={hidden.desk_category_id}", f"{LIST}notices/",
        ]  # fmt: skip

        for page in pages:
            shown = browser.get(page).content.decode()
            assert BAIT not in shown.replace(f'value="{BAIT}"', "").replace(f"“{BAIT}”", ""), page

    def test_the_same_addresses_open_for_the_editor_of_its_section(self, hidden):
        browser = signed_in(editor_of("politics"))

        assert BAIT in browser.get(LIST).content.decode()
        assert BAIT in browser.get(f"{LIST}plan/").content.decode()
        assert browser.get(form_of(hidden)).status_code == 200


class TestMoving:
    def saved(self, browser, article, path, **more):
        return browser.post(form_of(article), typed(article, category=section(path).pk, **more))

    def test_a_story_leaves_the_hands_only_after_a_warning(self):
        editor = editor_of("sports")
        article = in_section("sports")
        browser = signed_in(editor)

        warned = self.saved(browser, article, "politics")
        stayed = Article.objects.get(pk=article.pk).desk_category.path
        answer = self.saved(browser, article, "politics", hand_over=section("politics").pk)

        page = warned.content.decode()
        assert (warned.status_code, stayed) == (422, "sports")
        assert f'name="hand_over" value="{section("politics").pk}"' in page
        assert (answer.status_code, answer.url) == (302, LIST)
        assert Article.objects.get(pk=article.pk).desk_category.path == "politics"
        assert "message warning" in browser.get(LIST).content.decode()

    def test_a_warning_for_one_section_is_none_for_another(self):
        article = in_section("sports")
        browser = signed_in(editor_of("sports"))

        answer = self.saved(browser, article, "world", hand_over=section("politics").pk)

        assert answer.status_code == 422
        assert Article.objects.get(pk=article.pk).desk_category.path == "sports"

    def test_own_stories_move_without_one(self):
        editor = editor_of("sports")
        article = in_section("sports", by=editor)

        answer = self.saved(signed_in(editor), article, "politics")

        assert (answer.status_code, answer.url) == (302, form_of(article))

    def test_nothing_is_published_into_a_section_of_others_and_what_was_typed_is_kept(self):
        editor = editor_of("sports")
        article = in_section("sports", by=editor)
        browser = signed_in(editor)

        answer = self.saved(browser, article, "politics", act="publish", headline="নতুন শিরোনাম")
        begun = browser.post(
            f"{LIST}add/",
            typed(
                category=section("politics").pk, headline="নতুন", body="<p>লেখা</p>", act="publish"
            ),
        )

        assert (answer.status_code, begun.status_code) == (422, 422)
        assert "নতুন শিরোনাম" in answer.content.decode()
        assert not Article.objects.filter(state="published").exists()

    def test_an_editor_of_all_sections_moves_without_a_word(self):
        article = in_section("sports")

        assert self.saved(signed_in(person("editor")), article, "politics").status_code == 302


class TestAdmin:
    ADD = "/admin/articles/sectionright/add/"

    def test_a_chief_gives_and_takes_sections_and_the_log_says_so(self):
        chief, editor = person(), person("editor")
        browser = signed_in(chief)
        article = in_section("politics")

        browser.post(self.ADD, {"user": editor.pk, "category": section("sports").pk})
        narrowed = permissions.can_open(User.objects.get(pk=editor.pk), article)
        right = SectionRight.objects.get()
        browser.post(f"/admin/articles/sectionright/{right.pk}/delete/", {"post": "yes"})

        assert (narrowed, permissions.can_open(User.objects.get(pk=editor.pk), article)) == (
            False,
            True,
        )
        assert set(
            LogEntry.objects.filter(subject_type="articles.sectionright").values_list(
                "act", flat=True
            )
        ) == {"add", "delete"}

    def test_the_same_line_twice_is_refused_in_words(self):
        chief, editor = person(), person("editor")
        browser = signed_in(chief)
        for _ in range(2):
            answer = browser.post(self.ADD, {"user": editor.pk, "category": section("sports").pk})

        assert answer.status_code == 200
        assert answer.context_data["adminform"].form.non_field_errors()
        assert SectionRight.objects.count() == 1

    def test_only_editors_are_offered_and_taken(self):
        chief, editor, reporter = person(), person("editor"), person("reporter")
        browser = signed_in(chief)

        offered = browser.get(self.ADD).context_data["adminform"].form.fields["user"].queryset
        answer = browser.post(self.ADD, {"user": reporter.pk, "category": section("sports").pk})

        assert {editor, chief} <= set(offered)
        assert reporter not in offered
        assert (answer.status_code, SectionRight.objects.count()) == (200, 0)

    @pytest.mark.parametrize("role", ["editor", "reporter", "moderator", "reader", None])
    def test_nobody_below_the_chief_gives_sections(self, role):
        user = person(role) if role else None
        client = signed_in(user) if user else Client()

        answer = client.post(
            self.ADD, {"user": user.pk if user else 1, "category": section("sports").pk}
        )

        assert answer.status_code in {302, 403}
        assert not SectionRight.objects.exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_takes_the_same_queries_whatever_its_length(
        self, number, django_assert_max_num_queries
    ):
        browser = signed_in(person())
        for count in range(number):
            editor_of(f"section{count}")
        browser.get("/admin/articles/sectionright/")

        with django_assert_max_num_queries(12):
            page = browser.get("/admin/articles/sectionright/").content.decode()

        assert page.count('class="field-user') == number


class TestGateOfASection:
    def sent(self, category, **changes):
        return {
            "name": category.name, "slug": category.slug, "parent": category.parent_id or "", "order": "0",
            "in_menu": "on", "on_front": "on", "description": "", **changes,
        }  # fmt: skip

    def address(self, category):
        return f"/admin/articles/category/{category.pk}/change/"

    def test_a_rule_ticked_above_holds_a_story_of_a_section_below(self):
        chief, parent = person(), section("economy")
        port = section("economy/port")
        article = draft(chief, category=port.pk)

        answer = signed_in(chief).post(
            self.address(parent), self.sent(parent, gate=["source", "picture"])
        )

        assert answer.status_code == 302
        with pytest.raises(workflow.WorkflowError) as held:
            workflow.publish(article, by=person("editor"))
        assert [check.name for check in held.value.checks] == ["source", "picture"]

    def test_what_was_ticked_stands_in_the_form_and_goes_when_it_is_unticked(self):
        chief, economy = person(), section("economy")
        browser = signed_in(chief)
        browser.post(self.address(economy), self.sent(economy, gate=["alt"]))
        economy.refresh_from_db()

        page = browser.get(self.address(economy)).content.decode()
        browser.post(self.address(economy), self.sent(economy))

        assert economy.gate == ["alt"]
        assert page.count("checked") >= 1
        assert 'value="alt"' in page
        economy.refresh_from_db()
        assert economy.gate == []

    def test_a_rule_that_nobody_knows_is_refused(self):
        economy = section("economy")

        answer = signed_in(person()).post(
            self.address(economy), self.sent(economy, gate=["alt", "moon"])
        )

        economy.refresh_from_db()
        assert list(answer.context_data["adminform"].form.errors) == ["gate"]
        assert economy.gate == []

    def test_who_may_only_read_sections_reads_the_rules_in_words(self):
        economy = section("economy")
        economy.gate = ["source"]
        save_section(economy)

        page = signed_in(person("editor")).get(self.address(economy)).content.decode()

        assert str(RULES["source"]) in page
        assert "[&quot;source&quot;]" not in page
