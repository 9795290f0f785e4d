"""Advertisements and counters: where they stand, when they run, and the frames that keep them apart from the paper."""
