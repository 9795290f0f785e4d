"""What the library asks of the applications above it, and what it tells them."""

from typing import NamedTuple

from django.dispatch import Signal

asked_if_shown = Signal()
"""Sent with `name` (a file's name in the storage) and `now`; a receiver answers True when readers may see it."""

asked_where_used = Signal()
"""Sent with `picture` and the `user` who asks; a receiver answers with a list of Use."""

picture_changed = Signal()
"""Sent with `picture` when pages that show it would print something else (its file was replaced, smaller files are made,
words or focal point were changed) and the transaction is through; nobody needs to answer."""


class Use(NamedTuple):
    """One place where a picture stands: its title, its address and state in words, "" where it has none for that person."""

    title: str
    url: str
    state: str
