"""Two versions beside each other: which fields differ, and how, in words."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from articles.body import plain_text
from articles.drafting import EMPTY
from articles.figures import in_words
from articles.models import Article, Source
from articles.sections import Sections
from images.models import Picture

_RECORDS = {"source": Source, "picture": Picture}
_CHOICES = {"language": Article.Language, "comment_policy": Article.CommentPolicy}


@dataclass(frozen=True)
class Difference:
    """One field that differs, as plain text, for the body only the paragraphs that differ."""

    label: str
    theirs: str
    mine: str


def labels() -> dict[str, str]:
    """Return the fields of a version in the order of the form."""
    return {
        "kicker": _("Kicker"), "headline": _("Headline"), "standfirst": _("Standfirst"), "body": _("Body"),
        "picture": _("Lead picture"), "picture_alt": _("Description of the picture"), "picture_caption": _("Caption"),
        "category": _("Section"), "further": _("Further sections"), "tags": _("Tags"), "bylines": _("Bylines"),
        "source": _("Source"), "dateline": _("Dateline"), "slug": _("Address"), "language": _("Language"),
        "comment_policy": _("Comments"),
    }  # fmt: skip


def differences(
    theirs: dict[str, Any], mine: dict[str, Any], sections: Sections
) -> list[Difference]:
    """Return the fields in which two versions differ."""
    theirs, mine = {**EMPTY, **theirs}, {**EMPTY, **mine}
    found = []
    for name, label in labels().items():
        if theirs[name] == mine[name]:
            continue
        if name == "body":
            found.append(Difference(label, *_paragraphs(theirs[name], mine[name])))
        else:
            found.append(
                Difference(
                    label, _words(name, theirs[name], sections), _words(name, mine[name], sections)
                )
            )
    return found


def _paragraphs(theirs: str, mine: str) -> tuple[str, str]:
    """Return the paragraphs of each that the other lacks."""
    left, right = (plain_text(in_words(html)).splitlines() for html in (theirs, mine))
    only_left: list[str] = []
    only_right: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what != "equal":
            only_left += left[a:b]
            only_right += right[c:d]
    return "\n".join(only_left), "\n".join(only_right)


def _words(name: str, value: Any, sections: Sections) -> str:
    if name in {"category", "further"}:
        pks = value if isinstance(value, list) else [value]
        return ", ".join(sections.by_id[pk].name for pk in pks if pk in sections.by_id)
    if name == "bylines":
        return "; ".join(", ".join(filter(None, (line["name"], line["role"]))) for line in value)
    if name in {"source", "picture"}:
        return str(_RECORDS[name].objects.filter(pk=value).first() or "")
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    return ", ".join(value) if isinstance(value, list) else str(value)
