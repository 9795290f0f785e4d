"""What screening works on and gives: the facts of one submission, findings, the verdict."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bangla.wordlist import WordList
from comments.models import Severity
from comments.trust import Level


class ListedWord(NamedTuple):
    """What names an entry of a word list in a hit: its id, its text, its list and what that list asks for."""

    entry: int
    text: str
    list: str
    action: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: which phase, what (`code`), how grave, with a number or a passage of the text."""

    phase: str
    code: str
    severity: Severity
    detail: str = ""
    span: tuple[int, int] | None = None
    field: str = ""
    word: ListedWord | None = None

    def as_json(self) -> dict[str, Any]:
        """The stored form, as `Comment.reasons` keeps it."""
        stored = {"phase": self.phase, "code": self.code, "detail": self.detail, "span": self.span}
        if self.word is None:
            return stored
        return {
            **stored,
            "entry": self.word.entry,
            "list": self.word.list,
            "action": self.word.action,
        }


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """The comment that is answered."""

    article_id: int
    is_visible: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments came lately from one source: in the last minute, hour and day."""

    minute: int = 0
    hour: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the phases may know. What is `typed_…` is as typed; `name`, `email` and `body` are the stored forms."""

    article_id: int
    is_open: bool = True
    is_live: bool = True
    is_held_story: bool = False
    is_held_section: bool = False
    is_foreign: bool | None = False
    honeypot: str = ""
    is_staff: bool = False
    typed_name: str = ""
    typed_email: str = ""
    typed_body: str = ""
    notify: bool = False
    name: str = ""
    email: str = ""
    body: str = ""
    asked_parent: str = ""
    parent: ParentFacts | None = None
    level: Level = Level.NEW
    suspended_until: dt.datetime | None = None
    bans: tuple[str, ...] = ()
    """Kinds of bans that hold for what was typed and for the network."""
    rejections: tuple[int, ...] = ()
    """(rejected, decided) of the last week when so many were rejected that the next one is held."""
    by_device: Counts = field(default_factory=Counts)
    by_device_here: Counts = field(default_factory=Counts)
    by_prefix: Counts = field(default_factory=Counts)
    by_email: Counts = field(default_factory=Counts)
    same_text_by_author: int = 0
    same_text_authors: int = 1
    same_text_articles: int = 1
    words: tuple[WordList, ...] = ()
    """The word lists that hold for the story; each hit is named by a ListedWord."""
    taken_names: frozenset[str] = frozenset()
    """Skeletons of the paper's name and of the names of its staff."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The highest severity and every reason found on the way."""

    severity: Severity
    findings: tuple[Finding, ...] = ()

    @property
    def is_blocked(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """The findings because of which nothing is stored."""
        return tuple(finding for finding in self.findings if finding.severity == Severity.BLOCK)


type Phase = Callable[[Facts], Iterable[Finding]]
