"""What has changed between two versions of a story: field by field, the body block by block, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles.blocks import Change, compare_bodies, folded
from articles.drafting import EMPTY
from articles.models import Article, Series, Source, Sponsor
from articles.sections import Sections
from bangla.digits import to_bangla
from bangla.wording import Piece, compare
from images.models import Picture

_RECORDS = {"source": Source, "picture": Picture, "sponsor": Sponsor, "series": Series}
_CHOICES = {
    "language": Article.Language, "comment_policy": Article.CommentPolicy,
    "sponsorship": Article.Sponsorship,
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One field that differs: its words with what is gone and new, for the body its blocks."""

    name: str
    label: str
    pieces: list[Piece] = field(default_factory=list)
    blocks: list[Change] = field(default_factory=list)

    @property
    def old(self) -> str:
        """What stood there, of the body only the blocks that differ."""
        return self._side("gone")

    @property
    def new(self) -> str:
        """What stands there now, of the body only the blocks that differ."""
        return self._side("new")

    @property
    def is_only_form(self) -> bool:
        """Whether two bodies differ in nothing that is told of their blocks, such as the words of a gallery's links."""
        return bool(self.blocks) and all(change.is_same for change in self.blocks)

    @property
    def folds(self) -> Iterator[tuple[bool, list[Change]]]:
        """The blocks, those that stayed the same together, as (whether they did, blocks)."""
        return folded(self.blocks)

    def _side(self, kind: str) -> str:
        changes = [change.pieces for change in self.blocks if not change.is_same]
        texts = (
            "".join(piece.text for piece in pieces if piece.kind in {"same", kind})
            for pieces in (changes or [self.pieces])
        )
        return "\n".join(filter(None, texts))


def labels() -> dict[str, str]:
    """Return the fields of a version in the order of the form."""
    return {
        "kicker": _("Kicker"), "headline": _("Headline"), "standfirst": _("Standfirst"), "body": _("Body"),
        "picture": _("Lead picture"), "picture_alt": _("Description of the picture"), "picture_caption": _("Caption"),
        "category": _("Section"), "further": _("Further sections"), "tags": _("Tags"), "bylines": _("Bylines"),
        "byline_wording": _("Wording of the byline"), "source": _("Source"), "dateline": _("Dateline"),
        "sponsorship": _("Kind of sponsoring"), "sponsor": _("Sponsor"), "series": _("Series"), "series_part": _("Part"),
        "sensitive": _("Sensitive matter"), "slug": _("Address"), "language": _("Language"),
        "comment_policy": _("Comments"), "ednote": _("Note to editors"),
    }  # fmt: skip


def differences(old: dict[str, Any], new: dict[str, Any], sections: Sections) -> list[Difference]:
    """Return the fields in which two versions differ, in the order of the form."""
    old, new = {**EMPTY, **old}, {**EMPTY, **new}
    return [
        _difference(name, label, old[name], new[name], sections)
        for name, label in labels().items()
        if old[name] != new[name]
    ]


def _difference(name: str, label: str, old: Any, new: Any, sections: Sections) -> Difference:
    if name == "body":
        return Difference(name, label, blocks=compare_bodies(old, new))
    was, now = (in_words(name, value, sections) for value in (old, new))
    if name in _RECORDS or name in _CHOICES or name == "category":
        # One thing chosen in place of another: words that both names have are no part of both.
        return Difference(
            name, label, [p for p in (Piece("gone", was), Piece("new", now)) if p.text]
        )
    return Difference(name, label, compare(was, now))


def in_words(name: str, value: Any, sections: Sections) -> str:
    """Return a field of a version, other than the body, as the desk reads it."""
    items = value if isinstance(value, list) else [value]
    found = [_item(name, item, sections) for item in items if item not in (None, "")]
    return ("; " if name == "bylines" else ", ").join(filter(None, found))


def _item(name: str, item: Any, sections: Sections) -> str:
    if name in {"category", "further"}:
        return sections.by_id[item].name if item in sections.by_id else ""
    if name == "bylines":
        return ", ".join(filter(None, (item["name"], item["role"])))
    if name == "sensitive":
        return {"crime": _("crime"), "court": _("court"), "minors": _("minors")}.get(item, item)
    if name in _CHOICES:
        return str(_CHOICES[name](item).label)
    if name in _RECORDS:
        return _record(name, item)
    return to_bangla(item) if name == "series_part" else str(item)


def _record(name: str, pk: int) -> str:
    """Return a record by name; pictures of one description are told apart by their number."""
    found = _RECORDS[name].objects.filter(pk=pk).first()
    number = _("no. %(n)s") % {"n": to_bangla(pk)}
    if found is None:
        return f"({number})"
    return f"{found} ({number})" if name == "picture" else str(found)
