"""The page on which two versions become one: both side by side, word by word, and what has to be chosen."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import differences, drafting, permissions
from articles.admin.saving import number_of
from articles.body import plain_text
from articles.conflict import Conflict, Field
from articles.drafting import StaleVersion
from articles.figures import in_words
from articles.merging import Blocks, Piece
from articles.models import Revision
from bangla import wording
from paper.caching import private

Kind = Revision.Kind


@dataclass
class Row:
    """One field or one stretch of the body: what stood there, what each writer made of it, what was chosen."""

    name: str
    label: str
    side: str
    base: str
    mine: list[wording.Piece]
    theirs: list[wording.Piece]
    answers: tuple[str, ...] = ()
    chosen: str = ""
    is_missing: bool = False
    lines: int = field(default=0)


class ConflictPage:
    """One request to the page; both versions stay among the story's versions whatever is chosen."""

    def __init__(self, request: HttpRequest, pk: int, aside_pk: int) -> None:
        self.request, self.user = request, request.user
        self.article = permissions.get_for_editor(request.user, pk)
        versions = self.article.revisions.select_related("based_on", "created_by")
        mine = versions.filter(pk=aside_pk, kind=Kind.ASIDE).first()
        theirs = versions.filter(pk=self.article.latest_revision_id).first()
        if mine is None or theirs is None:
            raise Http404
        self.mine, self.theirs = mine, theirs
        self.can_edit = permissions.can_edit(self.user, self.article)
        self.conflict = Conflict(
            mine.based_on.content if mine.based_on else None, mine.content, theirs.content
        )
        self.choices = request.POST
        self.effort = wording.Effort()
        self.missing: list[str] = []
        self.errors: list[str] = []

    def answer(self, context: dict[str, Any]) -> HttpResponse:
        """Show both versions, or save what was chosen."""
        if self.request.method == "POST":
            if not self.can_edit:
                raise PermissionDenied
            if (done := self._join()) is not None:
                return done
        template = "admin/articles/article/conflict.html"
        status = 422 if self.request.method == "POST" else 200
        shown = {**context, **self.context()}
        return private(TemplateResponse(self.request, template, shown, status=status))

    def _join(self) -> HttpResponse | None:
        """Save the joined version; None when something is left to be chosen, or a third version has come."""
        self.missing = self.conflict.unanswered(self.choices)
        if self.missing:
            self.errors.append(_("Choose in each place that both versions changed."))
        if number_of(self.choices.get("theirs")) != self.theirs.pk:
            self.errors.append(
                _(
                    "The story was saved once more meanwhile. This is the newest version; look again."
                )
            )
        if self.errors:
            return None
        try:
            joined = drafting.save_version(
                self.article, self.conflict.result(self.choices), by=self.user, kind=Kind.MERGED,
                based_on=self.theirs.pk,
                reason=_("joined with version %(n)s") % {"n": self.mine.number},
            )  # fmt: skip
        except StaleVersion as stale:
            self.errors.append(str(stale))
            self.theirs = stale.latest
            self.conflict = Conflict(self.conflict.base, self.mine.content, stale.latest.content)
            return None
        messages.success(
            self.request, _("Both texts are joined: version %(n)s.") % {"n": joined.number}
        )
        return HttpResponseRedirect(
            reverse("admin:articles_article_change", args=[self.article.pk])
        )

    def context(self) -> dict[str, Any]:
        """Return what the template shows."""
        fields = [self._field_row(f) for f in self.conflict.fields if f.side != "same"]
        pieces = [self._piece_row(at, piece) for at, piece in enumerate(self.conflict.pieces)]
        return {
            "title": _("Two versions"), "story": self.article, "mine": self.mine, "theirs": self.theirs,
            "is_mine": self.mine.created_by_id == self.user.pk, "base": self.mine.based_on,
            "fields": fields,
            "pieces": pieces if any(row.side != "same" for row in pieces) else [],
            "questions": len(self.conflict.questions), "errors": self.errors, "can_edit": self.can_edit,
            "is_all_in": not fields and all(row.side == "same" for row in pieces),
        }  # fmt: skip

    def _field_row(self, one: Field) -> Row:
        known = differences.labels()
        base, mine, theirs = (
            None if values is None else self._said(one, values)
            for values in (one.base, one.mine, one.theirs)
        )
        return self._row(one.name, str(known.get(one.name, one.name)), one.side, base, mine, theirs)

    def _said(self, one: Field, values: tuple[Any, ...]) -> str:
        said = (
            differences.in_words(name, value, self.request.sections)
            for name, value in zip(one.names, values, strict=True)
            if value not in ("", None, [])
        )
        return "\n".join(said)

    def _piece_row(self, at: int, piece: Piece) -> Row:
        base = _text(piece.base) if piece.is_based else None
        name = f"body-{at}"
        row = self._row(name, "", piece.side, base, _text(piece.mine), _text(piece.theirs))
        row.lines = len(piece.mine)
        return row

    def _row(
        self, name: str, label: str, side: str, base: str | None, mine: str, theirs: str
    ) -> Row:
        """Return a row with the words marked that differ from what stood there, or from the other text."""
        questions = self.conflict.questions
        return Row(
            name, label, side, base or "",
            mine=wording.compare(theirs if base is None else base, mine, self.effort),
            theirs=wording.compare(mine if base is None else base, theirs, self.effort),
            answers=questions.get(name, ()), chosen=self.choices.get(name, ""),
            is_missing=name in self.missing,
        )  # fmt: skip


def _text(blocks: Blocks) -> str:
    return plain_text(in_words("".join(blocks)))
