"""What the library asks of the applications above it."""

from django.dispatch import Signal

asked_if_shown = Signal()
"""Sent with `name` (a file's name in the storage) and `now`; a receiver answers True when readers may see it."""
