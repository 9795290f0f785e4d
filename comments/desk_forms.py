"""What the moderation desk asks for: the filter, the switch that holds comments, an answer, a ban."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.form_fields import LineField
from articles.forms import in_tree_order
from articles.permissions import sections_of
from articles.sections import Sections
from bangla.dates import dhaka_day_bounds
from comments import emails, policy
from comments.desk import OF_READER, OF_STORY, QUEUES, Wanted
from comments.models import Ban, CannedReply, Comment, Script, Standing
from comments.wording import KINDS_OF_REASONS
from paper.desk import BanglaDateField

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
BIGGEST = 10**17
"""No id is greater: a longer number is no id."""

HOLDS = {
    "1h": (gettext_lazy("1 hour"), HOUR),
    "6h": (gettext_lazy("6 hours"), 6 * HOUR),
    "24h": (gettext_lazy("24 hours"), DAY),
    "3d": (gettext_lazy("3 days"), 3 * DAY),
    "7d": (gettext_lazy("7 days"), 7 * DAY),
}
BANS = {
    "1d": (gettext_lazy("1 day"), DAY),
    "7d": (gettext_lazy("7 days"), 7 * DAY),
    "30d": (gettext_lazy("30 days"), 30 * DAY),
}
ON_A_DAY = "date"
FOR_GOOD = "ever"


class FilterForm(forms.Form):
    """Which comments of a queue. What cannot be read asks for nothing."""

    queue = forms.CharField(required=False, widget=forms.HiddenInput)
    section = forms.TypedChoiceField(
        label=gettext_lazy("Section"), coerce=int, empty_value=None, required=False
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), required=False,
        choices=[("", gettext_lazy("All reasons")), *KINDS_OF_REASONS.items()],
    )  # fmt: skip
    script = forms.ChoiceField(
        label=gettext_lazy("Letters"), required=False,
        choices=[("", gettext_lazy("All letters")), *Script.choices],
    )  # fmt: skip
    q = forms.CharField(
        label=gettext_lazy("Text or name"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    article = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )
    author = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, user: Any, sections: Sections) -> None:
        super().__init__(data, auto_id="filter-%s", use_required_attribute=False)
        self.sections = sections
        self.fields["section"].choices = [
            ("", _("All sections")),
            *sections_looked_after(user, sections),
        ]

    def wanted(self) -> Wanted:
        """Return what was asked for as far as it can be read."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) for name in self.fields}
        section = self.sections.by_id.get(asked["section"])
        article, author = asked["article"], asked["author"]
        queue = QUEUES.get(asked["queue"] or "", QUEUES["waiting"])
        if asked["queue"] == "all" and (author or article):
            queue = OF_READER if author else OF_STORY
        return Wanted(
            queue, section.family if section else None, article, author,
            asked["reason"] or "", asked["script"] or "", asked["q"] or "",
        )  # fmt: skip


class HoldForm(forms.Form):
    """For how long every comment of a section, or of the paper, is reviewed first."""

    section = forms.TypedChoiceField(
        label=gettext_lazy("Where"), coerce=int, empty_value=None, required=False
    )
    length = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=[
            *((name, label) for name, (label, _length) in HOLDS.items()),
            (ON_A_DAY, gettext_lazy("until the end of a day")),
        ],
    )
    day = BanglaDateField(
        label=gettext_lazy("Day"), required=False,
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2026.")},
    )  # fmt: skip
    why = LineField(label=gettext_lazy("Why (for the log)"), required=False, max_length=300)

    def __init__(self, data: Any = None, *, user: Any, sections: Sections) -> None:
        super().__init__(data, auto_id="hold-%s", use_required_attribute=False)
        whole = [("", _("The whole paper"))] if sections_of(user) is None else []
        self.fields["section"].choices = [*whole, *sections_looked_after(user, sections)]
        self.fields["section"].required = not whole

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("length") == ON_A_DAY and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write the day as 31/12/2026."))
        elif data.get("day") and data["day"] > timezone.now().date() + policy.LONGEST_HOLD:
            self.add_error("day", _("Choose an end within a year."))
        return data

    def until(self) -> dt.datetime:
        """Return the end of the time chosen."""
        chosen = self.cleaned_data["length"]
        if chosen == ON_A_DAY:
            return dhaka_day_bounds(self.cleaned_data["day"])[1]
        return timezone.now() + HOLDS[chosen][1]


class ReplyForm(forms.Form):
    """An answer in the name of the desk; a ready one may be put into it and changed."""

    ready = forms.TypedChoiceField(
        label=gettext_lazy("Ready answer"), coerce=int, empty_value=None, required=False
    )
    reply = forms.CharField(
        label=gettext_lazy("Answer"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, answers: list[CannedReply]) -> None:
        super().__init__(data, auto_id="answer-%s", use_required_attribute=False)
        self.texts = {answer.pk: answer.text for answer in answers}
        self.fields["ready"].choices = [("", "–"), *((one.pk, one.title) for one in answers)]

    def with_ready(self) -> "ReplyForm":
        """Return the form with the chosen ready answer at the end of the text."""
        self.is_valid()
        chosen = self.texts.get(self.cleaned_data.get("ready") or 0, "")
        typed = self.cleaned_data.get("reply", "").strip()
        self.data = {**self.data.dict(), "ready": "", "reply": "\n\n".join(filter(None, (typed, chosen)))}  # fmt: skip
        self._errors = None
        return self


class BanForm(forms.Form):
    """What is decided about the writer of a comment, and what of the comment is banned."""

    standing = forms.ChoiceField(
        label=gettext_lazy("This reader"), required=False, widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Spam from now on, whoever sends it"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    length = forms.ChoiceField(
        label=gettext_lazy("For how long"), initial=FOR_GOOD,
        choices=[
            (FOR_GOOD, gettext_lazy("without an end")),
            *((name, label) for name, (label, _length) in BANS.items()),
        ],
        help_text=gettext_lazy("A suspension ends, and so does the ban of a network: after thirty days at most."),
    )  # fmt: skip
    reason = LineField(label=gettext_lazy("Why (for the desk)"), required=False, max_length=300)
    sure = forms.BooleanField(
        label=gettext_lazy("I have read what this reader writes, and want the ban"), required=False
    )

    def __init__(self, data: Any = None, *, comment: Comment) -> None:
        super().__init__(data, auto_id="ban-%s", use_required_attribute=False)
        self.comment = comment
        if comment.identity_id is None:
            del self.fields["standing"]
        else:
            self.fields["standing"].choices = [("", _("nothing changes")), *standings()]
        self.fields["kinds"].choices = traces_in_words(comment)

    def clean(self) -> dict[str, Any]:
        """Ask for something to do, and once whether it is wanted."""
        data = super().clean()
        kinds, standing = data.get("kinds"), data.get("standing")
        if not (kinds or standing) and not self.errors:
            raise forms.ValidationError(_("Choose what is decided."))
        if (kinds or standing == Standing.BANNED) and not data.get("sure"):
            self.add_error("sure", _("Tick this to ban."))
        return data

    def until(self) -> dt.datetime | None:
        """Return the end of the time chosen, None for one that has none."""
        return end_of(self.cleaned_data["length"])


def end_of(chosen: str) -> dt.datetime | None:
    """Return the end of a ban or a suspension that lasts as long as was chosen; None for good."""
    return None if chosen == FOR_GOOD else timezone.now() + BANS[chosen][1]


def standings() -> list[tuple[str, Any]]:
    """Return what can be decided about a reader."""
    return list(Standing.choices)


def traces_in_words(comment: Comment) -> list[tuple[str, str]]:
    """Return the kinds of bans that a comment gives a value for, with what a moderator may see of it."""
    shown = {
        Ban.Kind.EMAIL: emails.masked(comment.email),
        Ban.Kind.DOMAIN: emails.domain_of(comment.email),
        Ban.Kind.NETWORK: comment.ip_prefix or "",
        Ban.Kind.NAME: comment.author_name,
    }
    return [(kind.value, f"{kind.label}: {value}") for kind, value in shown.items() if value]


def sections_looked_after(user: Any, sections: Sections) -> list[tuple[int, str]]:
    """Return the sections whose comments a person moderates, as choices in the order of the tree."""
    given = sections_of(user)
    return [
        (section.pk, "– " * depth + section.name)
        for section, depth in in_tree_order(sections)
        if given is None or section.pk in given
    ]
