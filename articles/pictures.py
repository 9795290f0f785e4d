"""Which pictures readers may see: those of live stories."""

import datetime as dt
from typing import Any

from articles.models import Article
from images.names import key_of


def picture_is_shown(sender: Any, name: str, now: dt.datetime, **kwargs: Any) -> bool:
    """Answer the library's question for one file."""
    key = key_of(name)
    return bool(key) and Article.objects.live(now).filter(picture__key=key).exists()
