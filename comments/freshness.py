"""The ETag of a conversation, known before the page is made: of what the page depends on, nothing else."""

from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest

from articles.models import Article
from bangla.dates import to_dhaka
from comments import policy
from comments.asking import Asked
from paper.release import release


def etag_of_thread(request: HttpRequest, article: Article, asked: Asked) -> str:
    """Return the ETag of a part of a conversation: its version, and the rest of the page as a digest.

    The day counts, for the header strip prints it; the time of day does not. Whoever makes the page
    depend on more names it here.
    """
    depends_on = (
        release(),
        (request.paper.stamp, settings.ADS_ORIGIN),
        request.sections.printed,
        to_dhaka(request.now).date().isoformat(),
        (article.pk, article.headline, article.slug, article.language, article.comment_count),
        (policy.is_open(article, request.now), policy.last_day(article)),
        asked,
    )
    found = blake2b(repr(depends_on).encode(), digest_size=9).hexdigest()
    return f'"{article.comments_version}-{found}"'
