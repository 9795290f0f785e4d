"""Backups: one file with every row and every upload, made while the site runs, tried, kept and restored."""
