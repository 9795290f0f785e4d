"""The conversation under a story: `{% comments_for article %}`, at most two queries."""

from typing import Any

from django import template
from django.template import Context

from articles.models import Article
from comments.context import conversation
from comments.thread import first_page

register = template.Library()


@register.inclusion_tag("comments/_comments.html", takes_context=True)
def comments_for(context: Context, article: Article) -> dict[str, Any]:
    """Give the form and the thread of a story; the same for every reader, so the page stays cacheable."""
    return conversation(
        article, first_page(article), now=context["now"], staff_badge=context["paper"].name
    )
