"""`{% advert … %}`, `{% adverts_head %}`, `{% consent %}`: places and counters on a page, nothing where nothing runs."""

from django import template
from django.conf import settings
from django.template import RequestContext
from django.utils.safestring import SafeString

from adverts.in_body import printed
from adverts.origin import address

register = template.Library()


@register.simple_tag(takes_context=True)
def advert(context: RequestContext, place: str) -> SafeString | str:
    """Print what stands in a place of adverts.places.Key now."""
    return printed(context.request, place)


@register.inclusion_tag("adverts/_head.html", takes_context=True)
def adverts_head(context: RequestContext) -> dict[str, object]:
    """Print the head lines of a page on which something may stand, count or be asked."""
    told = context.request.paper.adverts
    counts = bool(settings.ADS_ORIGIN and told.get("counts"))
    return {
        "is_used": bool(told),
        "asks": bool(settings.ADS_ORIGIN and told.get("asks")),
        "counter": address("/frame/statistics/") if counts else "",
    }


@register.inclusion_tag("adverts/_consent.html", takes_context=True)
def consent(context: RequestContext) -> dict[str, object]:
    """Print the question to readers, and the way to change the answer, where the paper asks."""
    return {"asks": bool(settings.ADS_ORIGIN and context.request.paper.adverts.get("asks"))}
