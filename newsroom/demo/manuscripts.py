"""Reads the demo paper's files: stories, readers' comments, standing pages, corrections."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
RULE = "\n---\n"
FIGURE = re.compile(
    r'<figure data-picture="(?P<key>[a-z-]+)" data-alt="(?P<alt>[^"]+)">'
    r"<figcaption>(?P<caption>[^<]+)</figcaption></figure>"
)
"""A picture in a body, named by its drawing."""


@dataclass(frozen=True)
class Manuscript:
    """One story as written: header lines and body. `age` is hours before loading (scheduled: after)."""

    key: str
    section: str
    headline: str
    standfirst: str
    state: str
    age: float
    body: str
    source: str = ""
    kicker: str = ""
    dateline: str = ""
    picture: str = ""
    alt: str = ""
    caption: str = ""
    language: str = "bn"
    edition: str = ""
    """The story in the other language, by its key."""
    wording: str = ""
    series: str = ""
    part: str = ""
    sponsorship: str = ""
    sponsor: str = ""
    also: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def drawings(self) -> list[str]:
        """The keys of all pictures it shows, the lead's first."""
        inside = [found["key"] for found in FIGURE.finditer(self.body)]
        return [self.picture, *inside] if self.picture else inside


@dataclass(frozen=True)
class Letter:
    """One comment with its replies; `after` is minutes after the story's publication."""

    name: str
    email: str
    after: float
    status: str
    is_staff: bool
    body: str
    replies: list["Letter"] = field(default_factory=list)


@dataclass(frozen=True)
class Mending:
    """One correction of a story, of a kind that `Correction.Kind` has."""

    story: str
    kind: str
    is_on_top: bool
    text: str


@dataclass(frozen=True)
class StandingPage:
    """One page: address, title, text."""

    slug: str
    title: str
    body: str


class BadManuscript(ValueError):
    """Raised for a file that does not keep to the form; names file and line."""


LISTS = frozenset({"also", "bylines", "tags"})
FIELDS = frozenset(Manuscript.__dataclass_fields__) - {"key", "body"}


def read_story(path: Path) -> Manuscript:
    """Return the story of one file; raises BadManuscript."""
    header, body = _halves(path)
    values: dict[str, object] = {}
    for line in header.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name not in FIELDS or name in values:
            raise BadManuscript(f"{path.name}: {line!r}")
        values[name] = _parts(value) if name in LISTS else value.strip()
    try:
        values["age"] = float(str(values["age"]))
        return Manuscript(key=path.stem, body=body, **values)
    except (KeyError, TypeError, ValueError) as error:
        raise BadManuscript(f"{path.name}: {error}") from error


def read_stories() -> list[Manuscript]:
    """Return all stories, the oldest first, as they would have come in."""
    found = [read_story(path) for path in sorted((FOLDER / "stories").glob("*.html"))]
    return sorted(found, key=lambda story: (story.state != "published", -story.age, story.key))


def read_letters() -> dict[str, list[Letter]]:
    """Return the comments under each story's key."""
    letters: dict[str, list[Letter]] = {}
    for path in sorted((FOLDER / "comments").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            letters.setdefault(row["story"], []).append(_letter(row))
    return letters


def read_page(slug: str) -> StandingPage:
    """Return one standing page."""
    header, body = _halves(FOLDER / "pages" / f"{slug}.html")
    return StandingPage(slug, header.removeprefix("title:").strip(), body)


def read_corrections() -> list[Mending]:
    """Return the corrections, the first one first."""
    rows = json.loads((FOLDER / "corrections.json").read_text(encoding="utf-8"))
    return [Mending(**row) for row in rows]


def _halves(path: Path) -> tuple[str, str]:
    header, rule, body = path.read_text(encoding="utf-8").partition(RULE)
    if not rule:
        raise BadManuscript(f"{path.name}: no line of three hyphens")
    return header, body.strip()


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _letter(row: dict) -> Letter:
    return Letter(
        name=row["name"],
        email=row["email"],
        after=row["after"],
        status=row["status"],
        is_staff=row["staff"],
        body=row["body"],
        replies=[_letter(reply) for reply in row["replies"]],
    )
