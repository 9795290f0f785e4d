"""Bangla for newsrooms: digits, numbers, dates, calendars, text, slugs and sorting, in plain Python."""
