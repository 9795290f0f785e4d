"""Two versions that grew from one: what each changed, what goes together by itself, what has to be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from articles.drafting import EMPTY
from articles.merging import Choice, Piece, blocks_of, joined, merge

type Side = Literal["same", "mine", "theirs", "joined", "clash"]

TOGETHER = (
    ("picture", "picture_alt", "picture_caption"),
    ("bylines", "byline_wording"),
    ("sponsor", "sponsorship"),
    ("series", "series_part"),
)
"""Fields that mean something together only: one writer's picture never stands over the other's caption."""

LISTS = frozenset({"tags", "further", "sensitive"})
"""Fields whose entries are put in and taken out one by one: both writers' changes go together."""

CHOICES: tuple[Choice, ...] = ("theirs", "mine", "both")


@dataclass(frozen=True)
class Field:
    """One field, or some that belong together, in all three versions."""

    names: tuple[str, ...]
    base: tuple[Any, ...] | None
    mine: tuple[Any, ...]
    theirs: tuple[Any, ...]

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def side(self) -> Side:
        """Say whose change this is."""
        if self.mine == self.theirs:
            return "same"
        if self.base is not None and self.mine == self.base:
            return "theirs"
        if self.base is not None and self.theirs == self.base:
            return "mine"
        return "joined" if self.base is not None and self.name in LISTS else "clash"

    def chosen(self, choice: Choice | None) -> tuple[Any, ...]:
        """Return what the joined version holds; `choice` counts for a clash only."""
        if self.side == "theirs" or (self.side == "clash" and choice != "mine"):
            return self.theirs
        if self.base is not None and self.side == "joined":
            return (_joined_list(self.base[0], self.mine[0], self.theirs[0]),)
        return self.mine


class Conflict:
    """A version that was set aside, the one that stood in its way, and what both began from, if it is still there."""

    def __init__(
        self, base: dict[str, Any] | None, mine: dict[str, Any], theirs: dict[str, Any]
    ) -> None:
        self.base = None if base is None else {**EMPTY, **base}
        self.mine, self.theirs = {**EMPTY, **mine}, {**EMPTY, **theirs}

    @cached_property
    def fields(self) -> list[Field]:
        """Every field but the body."""
        return [
            Field(names, self.base and _of(self.base, names), _of(self.mine, names), _of(self.theirs, names))
            for names in _groups()
        ]  # fmt: skip

    @cached_property
    def pieces(self) -> list[Piece]:
        """The body, in order."""
        base = None if self.base is None else blocks_of(self.base["body"])
        return merge(base, blocks_of(self.mine["body"]), blocks_of(self.theirs["body"]))

    @property
    def questions(self) -> dict[str, tuple[Choice, ...]]:
        """Return what has to be chosen: the name of each question and its answers."""
        fields = {f.name: CHOICES[:2] for f in self.fields if f.side == "clash"}
        return fields | {f"body-{at}": CHOICES for at in self.clashes}

    @cached_property
    def clashes(self) -> list[int]:
        """Return where in `pieces` a choice is needed."""
        return [at for at, piece in enumerate(self.pieces) if piece.side == "clash"]

    def unanswered(self, choices: Mapping[str, str]) -> list[str]:
        """Return the questions without an answer that there is."""
        return [
            name for name, answers in self.questions.items() if choices.get(name) not in answers
        ]

    def result(self, choices: Mapping[str, Any]) -> dict[str, Any]:
        """Return the joined version's values; what is not answered stays as the newer version has it, a body keeps both."""
        values = dict(self.theirs)
        for field in self.fields:
            values |= zip(field.names, field.chosen(choices.get(field.name)), strict=True)
        values["body"] = joined(
            self.pieces, [choices.get(f"body-{at}", "both") for at in self.clashes]
        )
        return values


def _groups() -> Iterable[tuple[str, ...]]:
    followers = {name for names in TOGETHER for name in names[1:]}
    heads = {names[0]: names for names in TOGETHER}
    return [heads.get(name, (name,)) for name in EMPTY if name != "body" and name not in followers]


def _of(content: dict[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(content[name] for name in names)


def _joined_list(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return their list without what I took out, and with what I put in."""
    taken, put = set(base) - set(mine), [entry for entry in mine if entry not in base]
    return list(dict.fromkeys([*(entry for entry in theirs if entry not in taken), *put]))
