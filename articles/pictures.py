"""Which pictures readers may see: those of live stories."""

import datetime as dt
from typing import Any

from articles.models import Article
from images.renditions import original_of


def picture_is_shown(sender: Any, name: str, now: dt.datetime, **kwargs: Any) -> bool:
    """Answer the library's question for one file."""
    return Article.objects.live(now).filter(picture__file=original_of(name)).exists()
