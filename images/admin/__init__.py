"""The picture library on the desk, one admin a module."""

from images.admin import folder, picture

__all__ = ["folder", "picture"]
