"""The log of the whole paper as its page reads it: by person, act, kind of thing, day and story."""

import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import dhaka_day_bounds
from bangla.digits import to_ascii
from paper.desk import BanglaDateField
from paper.fields import clean_line
from paper.log import LogEntry, page_of
from paper.sentences import ACTS, in_words, words_of

ROWS = 50
MOST_PEOPLE = 200
STORY = "articles.article"
SYSTEM = "0"
OUT_OF_ORDER = 1_000
GONE = frozenset({"delete"})
"""Acts after which there is nothing to go to."""


class LogFilter(forms.Form):
    """What the page is asked for; an empty field asks for everything."""

    who = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    act = forms.ChoiceField(label=gettext_lazy("Act"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of thing"), required=False)
    day = BanglaDateField(
        label=gettext_lazy("Day"), required=False,
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2026.")},
    )  # fmt: skip
    q = forms.CharField(
        label=gettext_lazy("Number or headline"), required=False, max_length=200,
        help_text=gettext_lazy("The story's number, or how its headline begins."),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_staff=True).order_by("display_name", "username")
        names = [(str(user.pk), str(user)) for user in people[:MOST_PEOPLE]]
        everything = [("", _("all"))]
        self.fields["who"].choices = [*everything, *names, (SYSTEM, _("The system"))]
        self.fields["act"].choices = [*everything, *ACTS.items()]
        self.fields["kind"].choices = [*everything, *kinds]

    def clean_day(self) -> dt.date | None:
        """Refuse a day that no calendar of ours has."""
        day = self.cleaned_data["day"]
        try:
            return day and dhaka_day_bounds(day) and day
        except ValueError as error:
            raise forms.ValidationError(self.fields["day"].error_messages["invalid"]) from error

    def narrow(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """Return the acts that were asked for; a field that makes no sense asks for nothing."""
        asked = self.cleaned_data
        if who := asked.get("who"):
            entries = entries.filter(actor=None if who == SYSTEM else int(who))
        if act := asked.get("act"):
            entries = entries.filter(act=act)
        if kind := asked.get("kind"):
            entries = entries.filter(subject_type=kind)
        if day := asked.get("day"):
            entries = on_day(entries, day)
        if text := clean_line(asked.get("q") or ""):
            number = to_ascii(text)
            is_number = number.isascii() and number.isdigit() and len(number) < 19
            entries = (
                entries.filter(subject_type=STORY, subject_id=int(number))
                if is_number
                else entries.filter(label__startswith=text)
            )
        return entries


def on_day(entries: QuerySet[LogEntry], day: dt.date) -> QuerySet[LogEntry]:
    """Return the acts of one Dhaka day.

    Ids grow with time, so the day is a stretch of them, and every other filter walks its own index
    no further; OUT_OF_ORDER rows on both sides are looked at for writers whose clocks differ.
    """
    start, end = dhaka_day_bounds(day)
    ids = LogEntry.objects.values_list("pk", flat=True)
    first = ids.filter(at__gte=start).order_by("at").first()
    last = ids.filter(at__lt=end).order_by("-at").first()
    if first is None or last is None:
        return entries.none()
    stretch = {"pk__gte": first - OUT_OF_ORDER, "pk__lte": last + OUT_OF_ORDER}
    return entries.filter(at__gte=start, at__lt=end, **stretch)


class Told(NamedTuple):
    """One act as the page shows it."""

    sentence: str
    label: str
    url: str
    words: str


def read(request: HttpRequest, kinds: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what the page shows: the form, the acts, and where older ones go on."""
    form = LogFilter(request.GET, kinds=kinds)
    form.is_valid()
    page = page_of(form.narrow(LogEntry.objects.all()), request.GET.get("before"), ROWS)
    return {
        "form": form,
        "acts": [_told(entry, request) for entry in page.entries],
        "older": page.older,
        "is_first": "before" not in request.GET,
        "asked": {name: request.GET[name] for name in form.fields if request.GET.get(name)},
    }


def _told(entry: LogEntry, request: HttpRequest) -> Told:
    url = "" if entry.act in GONE else way_to(entry.subject_type, entry.subject_id)
    return Told(in_words(entry, request.now), entry.label, url, words_of(entry))


def way_to(kind: str, pk: int) -> str:
    """Return the page of the desk that is about a thing, "" where there is none."""
    try:
        return reverse(f"admin:{kind.replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return ""
