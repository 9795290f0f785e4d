"""Bangla digits, dates and numbers in templates: thin wrappers over the package bangla."""

import datetime as dt
import json

from django import template

from bangla import calendars, dates, digits, numbers, text
from paper.identity import Site

register = template.Library()


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
    return dates.long_date(dates.to_dhaka(value).date() if isinstance(value, dt.datetime) else value)


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
def bn_ago(moment: dt.datetime, now: dt.datetime) -> str:
    """৫ মিনিট আগে, or the date from a week on."""
    return dates.relative((now - moment).total_seconds()) or dates.long_date(dates.to_dhaka(moment).date())


@register.filter
def bn_minutes(words: int) -> str:
    """Minutes it takes to read so many words, at least one."""
    return digits.to_bangla(text.reading_minutes(words))


@register.simple_tag
def header_strip(paper: Site, now: dt.datetime) -> str:
    """Place, day, date and time as the reference page prints them."""
    return dates.header_strip(now, paper.place, paper.time_style)


@register.simple_tag
def clock_words(paper: Site) -> str:
    """The word table from which a static script sets the strip, as JSON."""
    return json.dumps(dates.words_for_script(paper.place, paper.time_style), ensure_ascii=False)


@register.simple_tag
def other_calendars(paper: Site, now: dt.datetime) -> str:
    """The strip's second line: বঙ্গাব্দ and Hijri, whichever the paper shows."""
    day = dates.to_dhaka(now).date()
    shown = [calendars.bangla_date_text(day) + " বঙ্গাব্দ" if paper.show_bangla_date else ""]
    if paper.show_hijri_date:
        shown.append(calendars.hijri_date_text(day, paper.hijri_offset, paper.hijri_overrides) or "")
    return ", ".join(filter(None, shown))
