"""Hypothesis for the Bangla tests: the same examples each run, no stop-watch on a busy machine, nothing left on disk."""

from hypothesis import settings

settings.register_profile(
    "bangla", deadline=None, derandomize=True, database=None, max_examples=200
)
settings.load_profile("bangla")
