"""Bangla digits, dates and numbers in templates: thin wrappers over the package bangla."""

import datetime as dt
import json
from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from bangla import calendars, dates, digits, numbers, text
from paper import addresses
from paper.identity import Site
from paper.sentences import when_in_words

register = template.Library()

FRESH_SECONDS = 30 * 60


@register.filter
def bn_digits(value: object) -> str:
    """৪২ for 42; words stay as they are."""
    return digits.to_bangla(value)


@register.filter
def bn_number(value: int) -> str:
    """১,২৩,৪৫,৬৭৮ for 12345678."""
    return numbers.group(value)


@register.filter
def bn_short_date(moment: dt.datetime) -> str:
    """৩১/১০/২০২৪: the date under a headline."""
    return dates.short_date(dates.to_dhaka(moment).date())


@register.filter
def bn_date(value: dt.date) -> str:
    """২৬ ডিসেম্বর ২০২৪ for a date, or for a moment in Dhaka."""
    return dates.long_date(
        dates.to_dhaka(value).date() if isinstance(value, dt.datetime) else value
    )


@register.filter
def bn_weekday_date(day: dt.date) -> str:
    """বৃহস্পতিবার, ২৬ ডিসেম্বর ২০২৪."""
    return dates.weekday_date(day)


@register.filter
def bn_month(day: dt.date) -> str:
    """ডিসেম্বর ২০২৪."""
    return dates.month_name(day.year, day.month)


@register.filter
def bn_clock(moment: dt.datetime) -> str:
    """০৭:৩১ পূর্বাহ্ন in Dhaka."""
    return dates.clock(moment)


@register.filter
def bn_date_time(moment: dt.datetime) -> str:
    """Date and time of an act, in Dhaka."""
    return dates.date_time(moment)


@register.filter
def bn_when(moment: dt.datetime) -> str:
    """Time of an act as the desk writes it: ৭:১২ today, ১০ জুন, ৭:১২ on another day."""
    return when_in_words(moment)


@register.filter
def bn_minutes(words: int) -> str:
    """Minutes it takes to read so many words, at least one."""
    return digits.to_bangla(text.reading_minutes(words))


@register.filter
def bn_year(moment: dt.datetime) -> str:
    """২০২৪, in Dhaka."""
    return digits.to_bangla(dates.to_dhaka(moment).year)


@register.filter
def bn_day(day: dt.date, now: dt.datetime) -> str:
    """আজ, ২৬ ডিসেম্বর over the day's stories; গতকাল; from then on weekday and date."""
    days_ago = (dates.to_dhaka(now).date() - day).days
    if days_ago > 1:
        return dates.weekday_date(day)
    return f"{'গতকাল' if days_ago else 'আজ'}, {dates.long_date(day).rpartition(' ')[0]}"


@register.filter
def bn_changed(changed: dt.datetime, published: dt.datetime) -> str:
    """০৭:১০ for a story changed on the day it came out, ২৭/১২/২০২৪, ০৭:১০ later."""
    here, time = dates.to_dhaka(changed), dates.clock(changed, "24h")
    return (
        time
        if here.date() == dates.to_dhaka(published).date()
        else f"{dates.short_date(here)}, {time}"
    )


@register.filter
def iso(moment: dt.datetime) -> str:
    """2024-12-26T07:31:00+06:00, for `<time datetime>`."""
    return dates.to_dhaka(moment).isoformat(timespec="seconds")


@register.filter
def as_moment(text: str) -> dt.datetime:
    """The moment that a prepared line keeps as ISO text."""
    return dt.datetime.fromisoformat(text)


@register.filter
def archive_path(day: dt.date) -> str:
    """/archive/2024/12/26/."""
    return f"/archive/{day:%Y/%m/%d}/"


@register.filter
def archive_month_path(day: dt.date) -> str:
    """/archive/2024/12/."""
    return f"/archive/{day:%Y/%m}/"


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this paper, for links that leave the page."""
    return addresses.absolute(path)


@register.filter
def short_link(pk: int) -> str:
    """The story's short address in full, for messages."""
    return addresses.absolute(f"/n/{pk}/")


class AgeNode(template.Node):
    """Writes one `<time>`: a node of its own, because a list page prints sixty of them."""

    def __init__(self, moment: template.base.FilterExpression) -> None:
        self.moment = moment

    def render(self, context: template.Context) -> str:
        moment = self.moment.resolve(context)
        seconds = (context["now"] - moment).total_seconds()
        here = dates.to_dhaka(moment)
        age = dates.relative(seconds) or dates.long_date(here.date())
        fresh = " fresh" if seconds < FRESH_SECONDS else ""
        return (
            f'<time class="ago{fresh}" datetime="{here.isoformat(timespec="seconds")}">{age}</time>'
        )


@register.tag
def ago(parser: template.base.Parser, token: template.base.Token) -> AgeNode:
    """`{% ago card.live_from %}`: ৫ মিনিট আগে in a `<time>`, the date from a week on; a script keeps it right."""
    _name, moment = token.split_contents()
    return AgeNode(parser.compile_filter(moment))


@register.simple_tag
def header_strip(paper: Site, now: dt.datetime) -> str:
    """Place, day, date and time as the reference page prints them."""
    return dates.header_strip(now, paper.place, paper.time_style)


@register.simple_tag
def clock_words(paper: Site) -> str:
    """The word table from which a static script sets the strip, as JSON."""
    return _clock_words(paper.place, paper.time_style)


@lru_cache(maxsize=8)
def _clock_words(place: str, time_style: str) -> SafeString:
    return escape(json.dumps(dates.words_for_script(place, time_style), ensure_ascii=False))


@register.simple_tag
def other_calendars(paper: Site, now: dt.datetime) -> str:
    """The strip's second line: বঙ্গাব্দ and Hijri, whichever the paper shows."""
    day = dates.to_dhaka(now).date()
    shown = [calendars.bangla_date_text(day) + " বঙ্গাব্দ" if paper.show_bangla_date else ""]
    if paper.show_hijri_date:
        hijri = calendars.hijri_date_text(day, paper.hijri_offset, paper.hijri_overrides)
        shown.append(f"{hijri} হিজরি" if hijri else "")
    return ", ".join(filter(None, shown))
