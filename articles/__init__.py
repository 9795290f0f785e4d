"""The newspaper's content: stories, their revisions, sections, tags, bylines and sources."""
