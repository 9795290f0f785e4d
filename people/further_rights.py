"""Rights beside the role: applications above this one register what they give, a form and an invitation offer it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True)
class FurtherRight:
    """One kind of rights that are numbers of things, such as the sections an editor looks after.

    `field` makes the field of a form, whose values are the numbers; `of` reads and `give` sets those
    of an account; `fits` tells whether a role has any use for it.
    """

    name: str
    field: Callable[[], forms.TypedMultipleChoiceField]
    of: Callable[[Any], list[int]]
    give: Callable[[Any, Iterable[int]], None]
    fits: Callable[[str], bool]


_registered: dict[str, FurtherRight] = {}


def register(right: FurtherRight) -> None:
    """Offer a right; called in `ready()`."""
    _registered[right.name] = right


def all_rights() -> list[FurtherRight]:
    """Return the rights that are offered."""
    return list(_registered.values())


def fields() -> dict[str, forms.TypedMultipleChoiceField]:
    """Return the fields of those rights of which there is anything to choose, by name."""
    made = {right.name: right.field() for right in all_rights()}
    return {name: field for name, field in made.items() if field.choices}


def rights_of(user: Any) -> dict[str, list[int]]:
    """Return what an account has of each right."""
    return {right.name: right.of(user) for right in all_rights()}


def give(user: Any, also: dict[str, list[int]]) -> None:
    """Set the rights of an account; those that are not named stay as they are, unknown ones are passed over."""
    for name, numbers in also.items():
        if name in _registered:
            _registered[name].give(user, numbers)
