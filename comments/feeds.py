"""RSS of the newest comments readers may see."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from comments.models import Comment
from paper.addresses import absolute
from paper.caching import MINUTE, public

ITEMS = 30


@require_safe
def newest(request: HttpRequest) -> HttpResponseBase:
    """The newest visible comments on live stories."""
    paper = request.paper
    title = _("Comments on %(paper)s") % {"paper": paper.name}
    feed = Rss201rev2Feed(
        title=title,
        link=absolute("/"),
        description=title,
        language="bn",
        feed_url=absolute(request.path),
    )
    comments = (
        Comment.objects.visible()
        .filter(article__in=Article.objects.live(request.now))
        .select_related("article")
        .defer("article__body")
        .order_by("-id")[:ITEMS]
    )
    for comment in comments:
        feed.add_item(
            title=f"{comment.author_name}: {comment.article.headline}",
            link=absolute(comment.get_absolute_url()),
            description=comment.body_html,
            unique_id=absolute(f"/comments/{comment.article_id}/#comment-{comment.pk}"),
            unique_id_is_permalink=False,
            pubdate=comment.published_at or comment.created_at,
            author_name=comment.author_name,
        )
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
    )
    return public(
        request, response, keys=["comments"], lifetime=10 * MINUTE, valid_until=paper.next_due_at
    )
