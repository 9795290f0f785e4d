"""The gate before publishing: what a version has and lacks, which rules hold it back, and who may say otherwise.

A section names the rules its stories must meet (`Category.gate`, its own and those of the sections
above). Three hold everywhere: an ended right to a picture, a lawyer's reading that was asked for,
and a second pair of eyes for crime, court and minors. Rules that hold nothing back here are advice.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import accessibility, pictures, release
from articles.drafting import EMPTY
from articles.models import Article, Category, Revision
from articles.transitions import WorkflowError
from bangla.dates import short_date, to_dhaka
from images.models import Picture

HEADLINE_LETTERS = 90
"""As many stand in two lines over the article; search pages cut longer ones."""

RULES = {
    "source": gettext_lazy("A source is named"),
    "byline": gettext_lazy("An author is named"),
    "picture": gettext_lazy("There is a lead picture"),
    "credit": gettext_lazy("Every picture has a credit"),
    "alt": gettext_lazy("Every picture is described"),
    "second_eye": gettext_lazy("A second pair of eyes has approved it"),
    "headline": gettext_lazy("The headline is short enough"),
    "accessibility": gettext_lazy("Headings, tables and links are clear to everybody"),
}
"""Name → the rule in words, as an editor ticks it for a section."""

EVERYWHERE = frozenset({"rights", "legal"})
"""Rules of every section."""


@dataclass(frozen=True)
class Check:
    """One line of “before publishing”.

    `weight`: `needed` can never be done without, `held` only with a reason, `advised` is for the desk's judgement.
    """

    name: str
    text: str
    is_met: bool
    weight: str

    @property
    def holds(self) -> bool:
        """Whether the story stays in for it."""
        return not self.is_met and self.weight == "held"


class HeldBack(WorkflowError):
    """Raised when the gate keeps a version in; `checks` are the lines not met."""

    def __init__(self, checks: list[Check]) -> None:
        lines = "; ".join(check.text for check in checks)
        super().__init__(_("Held back before publishing: %(lines)s.") % {"lines": lines})
        self.checks = checks


@dataclass(frozen=True)
class Case:
    """A version before the gate: the story, the version, who would publish it, and for which moment."""

    article: Article
    content: dict[str, Any]
    revision: Revision | None
    by: Any
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The Dhaka day of publishing."""
        return to_dhaka(self.at).date()

    @property
    def is_approved(self) -> bool:
        """Whether somebody else than the one who publishes has approved exactly this version."""
        article = self.article
        return bool(
            self.revision
            and article.approved_revision_id == self.revision.pk
            and article.approved_by_id != getattr(self.by, "pk", None)
        )


def checks_of(
    article: Article, content: dict[str, Any], *, revision: Revision | None, by: Any,
    picture: Picture | None = None, at: dt.datetime | None = None,
) -> list[Check]:  # fmt: skip
    """Return what a version has and lacks, in the order in which a desk looks.

    `picture` spares a query when the lead picture is at hand; `at` is the moment of publishing.
    """
    case = Case(article, {**EMPTY, **content}, revision, by, at or timezone.now())
    if picture is None and case.content["picture"]:
        picture = Picture.objects.filter(pk=case.content["picture"]).first()
    rules = rules_of(case.content)
    found = [
        *_of_content(case),
        *_of_pictures(case, picture, pictures.in_text(case.content["body"])),
        *_of_people(case, rules),
    ]
    return [
        check if check.weight else Check(check.name, check.text, check.is_met, "held" if check.name in rules else "advised")
        for check in found
    ]  # fmt: skip


def rules_of(content: dict[str, Any]) -> frozenset[str]:
    """Return the names of the rules that hold a version back: its section's, those above it, and its own matter's."""
    found = set(EVERYWHERE)
    section = Category.objects.filter(pk=content["category"]).values_list("path", flat=True).first()
    if section:
        parts = section.split("/")
        paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        for names in Category.objects.filter(path__in=paths).values_list("gate", flat=True):
            found.update(names)
    if content["sensitive"]:
        found.add("second_eye")
    return frozenset(found)


def hold(
    article: Article, revision: Revision, *, by: Any, at: dt.datetime | None = None
) -> list[Check]:
    """Return the lines that keep a version in; [] lets it pass."""
    checks = checks_of(article, revision.content, revision=revision, by=by, at=at)
    return [check for check in checks if check.holds]


def _of_content(case: Case) -> list[Check]:
    content, lacking = case.content, release.missing
    problems = accessibility.problems(content["body"])
    too_long = len(content["headline"]) > HEADLINE_LETTERS
    return [
        _line("needed", not lacking(content, ["headline"]), _("There is a headline"), _("The headline is missing"), "needed"),
        _line("headline", not too_long, _("The headline is short enough"), _("The headline is long: search pages will cut it")),
        _line("needed", not lacking(content, ["category"]), _("The section is chosen"), _("The section is not chosen"), "needed"),
        _line("needed", not lacking(content, ["body"]), _("There is a body"), _("The body is missing"), "needed"),
        *(Check("accessibility", problem, is_met=False, weight="") for problem in problems),
        _line("byline", bool(content["bylines"] or content["sponsor"]), _("An author is named"), _("No author is named")),
        _line("source", bool(content["source"]), _("A source is named"), _("No source is named")),
        *_of_sponsor(content),
    ]  # fmt: skip


def _of_sponsor(content: dict[str, Any]) -> list[Check]:
    if not (content["sponsorship"] or content["sponsor"]):
        return []
    whole = bool(content["sponsorship"] and content["sponsor"])
    return [
        _line("needed", whole, _("Sponsor and label are named"), _("Sponsored stories need both the sponsor and the label"), "needed")
    ]  # fmt: skip


def _of_pictures(case: Case, lead: Picture | None, in_text: list[pictures.InText]) -> list[Check]:
    lines = [
        _line("picture", lead is not None, _("There is a lead picture"), _("There is no picture"))
    ]
    if lead is not None:
        described = bool(case.content["picture_alt"] or lead.alt)
        lines += [
            _line("alt", described, _("The picture is described"), _("The picture is not described")),
            _line("credit", bool(lead.credit), _("The picture has a credit"), _("The picture has no credit")),
        ]  # fmt: skip
        if lead.rights_until is not None:
            day = short_date(lead.rights_until)
            lines.append(
                _line("rights", not lead.rights_have_ended(case.day),
                      _("The picture may be used until %(day)s") % {"day": day},
                      _("The right to use the picture ended on %(day)s") % {"day": day})
            )  # fmt: skip
    return [*lines, *_of_pictures_in_text(case, in_text)]


def _of_pictures_in_text(case: Case, found: list[pictures.InText]) -> list[Check]:
    if not found:
        return []
    bare = sum(not one.is_described for one in found)
    nameless = sum(not one.has_credit for one in found)
    ended = {one.picture for one in found if one.picture.rights_have_ended(case.day)}
    return [
        _line(
            "alt", not bare, _("The pictures in the text are described"),
            ngettext("%(n)s picture in the text is not described", "%(n)s pictures in the text are not described", bare) % {"n": bare},
        ),
        _line(
            "credit", not nameless, _("The pictures in the text have a credit"),
            ngettext("%(n)s picture in the text has no credit", "%(n)s pictures in the text have no credit", nameless) % {"n": nameless},
        ),
        *(
            Check(
                "rights",
                _("The right to use “%(picture)s” in the text ended on %(day)s")
                % {"picture": picture, "day": short_date(picture.rights_until)},
                is_met=False, weight="",
            )
            for picture in sorted(ended, key=lambda one: one.pk)
        ),
    ]  # fmt: skip


def _of_people(case: Case, rules: frozenset[str]) -> list[Check]:
    article, revision = case.article, case.revision
    lines = []
    if "second_eye" in rules:
        lines.append(
            _line("second_eye", case.is_approved, _("A second pair of eyes has approved this version"),
                  _("Nobody else has approved this version yet"))
        )  # fmt: skip
    if article.needs_legal:
        cleared = bool(revision and article.legal_revision_id == revision.pk)
        lines.append(
            _line("legal", cleared, _("The lawyer has cleared this version"), _("The lawyer has not cleared this version yet"))
        )  # fmt: skip
    return lines


def _line(name: str, met: bool, yes: str, no: str, weight: str = "") -> Check:
    return Check(name, yes if met else no, met, weight)
