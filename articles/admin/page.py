"""The page on which a story is written: one form for a version, one button for each possible act."""

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import gate, panel, permissions, presence
from articles.act_form import ActForm
from articles.acts import ACTS
from articles.admin.saving import key_of, number_of, tab_of
from articles.byline_forms import BylineFormSet, byline_rows
from articles.drafting import EMPTY
from articles.forms import StoryForm
from articles.keeping import Kept, Outcome, keep, set_aside_by
from articles.models import Article, Revision
from articles.transitions import MOVES
from articles.workflow import WorkflowError
from paper.caching import private
from paper.log import entries_of
from paper.sentences import in_words, when_in_words, words_of

LAST_ACTS = 6
BLANK_ROWS = 1


class StoryPage:
    """One request to the story form. The row is never edited: content goes to `drafting`, acts to `workflow`."""

    def __init__(self, request: HttpRequest, article: Article | None) -> None:
        self.request, self.user = request, request.user
        self.is_new = article is None
        # A story that does not exist yet: its state and writer decide which acts are possible.
        self.article = article or Article(created_by=self.user)
        self.latest: Revision | None = self.article.latest_revision
        self.can_edit = self.is_new or permissions.can_edit(self.user, self.article)
        self.errors: list[str] = []
        self.hand_over: int | None = None

    def answer(self, context: dict[str, Any]) -> HttpResponse:
        """Show the form, or do what was asked and go on to the story's page."""
        if self.request.method == "POST":
            done = self._act()
            if done is not None:
                return done
        status = 200 if self.request.method != "POST" else 422
        template = "admin/articles/article/story.html"
        return private(
            TemplateResponse(self.request, template, {**context, **self.context()}, status=status)
        )

    @cached_property
    def content(self) -> dict[str, Any]:
        """The version that the form starts from."""
        if self.latest is not None:
            return {**EMPTY, **self.latest.content}
        profile = getattr(self.user, "author_profile", None)
        own = (
            [{"author": profile.pk, "name": profile.name, "role": profile.role}] if profile else []
        )
        return {**EMPTY, "bylines": own}

    @property
    def asked(self) -> str:
        """The act whose button was pressed."""
        return self.request.POST.get("act", "save")

    @cached_property
    def form(self) -> StoryForm:
        data = (self.request.POST, self.request.FILES) if self._takes_content else (None, None)
        form = StoryForm(
            *data, user=self.user, sections=self.request.sections, content=self.content
        )
        if not self.can_edit:
            for field in form.fields.values():
                field.disabled = True
        return form

    @cached_property
    def bylines(self) -> Any:
        data = self.request.POST if self._takes_content else None
        # Beside posted rows nothing is initial: a row like the stored one would count as left empty.
        rows = None if data is not None else byline_rows(self.content)
        formset = BylineFormSet(
            data, initial=rows, prefix="bylines", form_kwargs={"use_required_attribute": False}
        )
        formset.extra = BLANK_ROWS if self.can_edit else 0
        if not self.can_edit:
            for form in formset.forms:
                for field in form.fields.values():
                    field.disabled = True
        return formset

    @cached_property
    def act_form(self) -> ActForm:
        data = self.request.POST if self.request.method == "POST" else None
        return ActForm(data, act=self.asked, user=self.user, article=self.article)

    @property
    def _began_from(self) -> int:
        """The version that the text in the form grew from; that of a form shown again stays what it was."""
        if self._takes_content:
            return number_of(self.request.POST.get("based_on"))
        return self.latest.pk if self.latest else 0

    @property
    def _client_key(self) -> Any:
        """The name of a story before it has an id; "" for one that has."""
        if not self.is_new:
            return ""
        return key_of(self.request.POST.get("client_key", "")) or uuid4()

    @property
    def _takes_content(self) -> bool:
        return self.request.method == "POST" and self.can_edit

    def _act(self) -> HttpResponse | None:
        """Save what was typed and do the act, both or neither; None when the form has to be shown again."""
        act = self.asked
        if act not in ACTS and not (act == "save" and self.can_edit):
            raise PermissionDenied
        checked = [self.act_form.is_valid()]
        if self.can_edit:
            checked += [self.form.is_valid(), self.bylines.is_valid()]
            checked.append(all(checked) and self.form.wording_holds(self.bylines.values()))
        if not all(checked) or self._must_be_warned(act):
            return None
        try:
            with transaction.atomic():
                kept = self._store() if self.can_edit else None
                if kept is not None and kept.outcome != Outcome.SAVED:
                    return self._go_to_both(kept, act)
                article = kept.article if kept else self.article
                if act != "save":
                    ACTS[act](article, by=self.user, **self.act_form.arguments())
        except WorkflowError as error:
            self._undo()
            self.errors.append(str(error))
            return None
        except BaseException:
            self._undo()
            raise
        return self._go_on(article.pk, act)

    def _must_be_warned(self, act: str) -> bool:
        """Whether the chosen section takes the story, or the act, out of the person's hands; said once for a section."""
        if not self.can_edit:
            return False
        pk = self.form.cleaned_data["category"]
        moved = permissions.moved_to(self.article, pk)
        if (
            act != "save"
            and MOVES[act].allowed(self.user, self.article)
            and not MOVES[act].allowed(self.user, moved)
        ):
            self.errors.append(
                _(
                    "Another desk looks after “%(section)s”: save the story there, and that desk goes on with it."
                )
                % {"section": self._name_of(pk)}
            )
            return True
        if permissions.can_open(self.user, moved) or self.request.POST.get("hand_over") == str(pk):
            return False
        self.hand_over = pk
        self.errors.append(
            _("Another desk looks after “%(section)s”: once it is saved there, you cannot open this story any more. Press the button again to hand it over, or choose another section.")
            % {"section": self._name_of(pk)}
        )  # fmt: skip
        return True

    def _name_of(self, pk: int | None) -> str:
        section = self.request.sections.by_id.get(pk)
        return section.name if section else "–"

    def _store(self) -> Kept:
        typed = self.request.POST
        # Fields of a version that this form does not show stay as they are.
        values = {**self.content, **self.form.values(self.bylines)}
        return keep(
            None if self.is_new else self.article, values, by=self.user,
            based_on=number_of(typed.get("based_on")), tab=tab_of(self.request),
            client_key=key_of(typed.get("client_key", "")),
        )  # fmt: skip

    def _undo(self) -> None:
        """The database has rolled back; files and the row in hand follow."""
        if self.can_edit:
            self.form.drop_upload()
        if not self.is_new:
            self.article = permissions.get_for_editor(self.user, self.article.pk)
            self.latest = self.article.latest_revision

    def _go_to_both(self, kept: Kept, act: str) -> HttpResponse:
        """Nothing is overwritten and no act is done on what its person has not seen: show both texts, or the newer one."""
        who = kept.latest.created_by or _("The system")
        said = [_("%(who)s saved this story meanwhile. Nothing of yours is lost.") % {"who": who}]
        if kept.aside is None:
            said = [
                _("%(who)s saved this story meanwhile. Here is the newer version.") % {"who": who}
            ]
        if act != "save":
            said.append(
                _("“%(act)s” has not been done: look first, then press the button again.")
                % {"act": panel.ACTS.get(act, act)}
            )
        messages.warning(self.request, " ".join(said))
        if kept.aside is None:
            return HttpResponseRedirect(
                reverse("admin:articles_article_change", args=[kept.article.pk])
            )
        both = [kept.article.pk, kept.aside.pk]
        return HttpResponseRedirect(reverse("admin:articles_article_conflict", args=both))

    def _go_on(self, pk: int, act: str) -> HttpResponse:
        article = Article.objects.get(pk=pk)
        words = f"{panel.DONE[act]} {when_in_words(timezone.now())}"
        if act == "publish":
            words = format_html(
                '{} <a href="{}">{}</a>', words, article.get_absolute_url(), _("See the page")
            )
        messages.success(self.request, words)
        if not permissions.can_open(self.user, article):
            messages.warning(
                self.request,
                _("The story is in another desk's hands now: you cannot open it any more."),
            )
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        form, bylines, acts = self.form, self.bylines, self.act_form
        bound = self._takes_content
        fields_wrong = [form[name] for name in form.errors if name != "__all__"] if bound else []
        article = self.article
        checks = gate.checks_of(
            article, self.content, revision=self.latest, by=self.user, picture=form.chosen_picture
        )
        return {
            "story": article,
            "is_new": self.is_new,
            "form": form,
            "bylines": bylines,
            "act_form": acts,
            "asked": self.asked if self.request.method == "POST" else "",
            "can_edit": self.can_edit,
            "can_override": permissions.can_override_gate(self.user, article),
            "is_held": any(check.holds for check in checks),
            "acts": panel.acts_for(article, self.user, acts),
            "checks": checks,
            "notices": [] if self.is_new else panel.notices_of(article),
            "badge": panel.badge(article),
            "section": self.request.sections.by_id.get(self.content["category"]),
            "latest": self.latest,
            "saved_at": when_in_words(self.latest.created_at) if self.latest else "",
            "is_out": article.is_live(),
            "last_acts": []
            if self.is_new
            else [(in_words(e), words_of(e)) for e in entries_of(article)[:LAST_ACTS]],
            "sent_back_note": self._sent_back_note(),
            "errors": self.errors,
            "hand_over": self.hand_over,
            "wrong": fields_wrong,
            "has_wrong": bool(
                fields_wrong
                or (bound and (bylines.total_error_count() or form.non_field_errors()))
                or acts.errors
            ),
            "aside": None if self.is_new else set_aside_by(self.user, article),
            "present": [] if self.is_new else presence.others(article, by=self.user),
            "based_on": self._began_from,
            "client_key": self._client_key,
            "media": form.media,
            "site_host": urlsplit(settings.SITE_URL).netloc,
        }

    def _sent_back_note(self) -> str:
        if self.article.state != Article.State.SENT_BACK:
            return ""
        entry = entries_of(self.article).filter(act="send_back").first()
        return words_of(entry) if entry else ""
