"""The demo paper: its stories, comments, pictures and the loader that prints them."""
