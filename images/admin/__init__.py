"""The picture library on the desk, one admin a module."""

from images.admin import picture

__all__ = ["picture"]
