"""Forms of the desk: one advertisement, one place, counters with consent and ads.txt."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adverts import adstxt
from adverts.models import Advert, Place, Setup
from adverts.places import SIZES, Key
from bangla.dates import DHAKA, to_dhaka
from bangla.digits import to_ascii, to_bangla
from paper.desk import day_field, time_field

CHOICES = 60
"""As many of the newest pictures are offered where no script opens the library."""
LOOPBACK = {"127.0.0.1", "localhost"}


class NumberField(forms.IntegerField):
    """A small whole number, typed and shown in Bangla digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_ascii(value).strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return to_bangla(value) if isinstance(value, int) else value


class AdvertForm(forms.ModelForm):
    """An advertisement; what its kind does not print is left out when it is saved."""

    starts_day, starts_time = day_field(gettext_lazy("Starts on")), time_field()
    ends_day, ends_time = day_field(gettext_lazy("Ends on")), time_field()
    weight = NumberField(
        label=gettext_lazy("weight"), min_value=1, max_value=100, initial=1,
        help_text=Advert._meta.get_field("weight").help_text,
    )  # fmt: skip

    class Meta:
        model = Advert
        fields = [
            "name",
            "advertiser",
            "place",
            "kind",
            "picture",
            "link",
            "code",
            "weight",
            "is_on",
        ]
        widgets = {
            "code": forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "dir": "ltr"}),
            "link": forms.URLInput(attrs={"placeholder": "https://", "dir": "ltr"}),
        }
        error_messages = {"link": {"invalid": gettext_lazy("Write the whole address, beginning with https://.")}}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for moment in ("starts", "ends"):
            at = getattr(self.instance, f"{moment}_at")
            if at is not None and f"{moment}_day" in self.fields:
                here = to_dhaka(at)
                self.initial |= {f"{moment}_day": here.date(), f"{moment}_time": here.time()}
        if "starts_day" in self.fields:
            self.fields["starts_day"].help_text = _("Left empty, it starts at once.")
            self.fields["ends_day"].help_text = _("Left empty, it runs until it is switched off.")
        if "picture" in self.fields:
            self._offer_pictures()

    def _offer_pictures(self) -> None:
        field = self.fields["picture"]
        newest = list(field.queryset.order_by("-pk")[:CHOICES])
        named = str(self["picture"].value() or "")
        if named.isdigit() and len(named) < 19 and named not in {str(one.pk) for one in newest}:
            newest += field.queryset.filter(pk=int(named))
        field.help_text = _(
            "Shown whole in the size of its place; a picture of that shape fills it."
        )
        field.choices = [("", _("No picture")), *((one.pk, str(one)) for one in newest)]
        chosen = next((one for one in newest if str(one.pk) == named), None)
        field.widget.attrs |= {
            "data-picture": "", "data-thumb": chosen.thumb_url if chosen else "",
            "data-choose": _("Choose from the library"),
        }  # fmt: skip

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise ValidationError(_("Write the whole address, beginning with https://."))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_times(cleaned)
        if "kind" in self.fields:
            self._clean_kind(cleaned)
        return cleaned

    def _clean_times(self, cleaned: dict[str, Any]) -> None:
        starts = self._moment("starts") or self.instance.starts_at or timezone.now()
        ends = self._moment("ends")
        if ends is not None and ends <= starts:
            self.add_error("ends_day", _("The end comes after the start."))
        self.instance.starts_at, self.instance.ends_at = starts, ends

    def _moment(self, name: str) -> dt.datetime | None:
        """Return a day and time as typed; the day alone begins at midnight, a time alone is an error."""
        day, time = (self.cleaned_data.get(f"{name}_{part}") for part in ("day", "time"))
        if day is None:
            if time is not None and f"{name}_day" not in self.errors:
                self.add_error(f"{name}_day", _("Write the day too."))
            return None
        return dt.datetime.combine(day, time or dt.time(), DHAKA)

    def _clean_kind(self, cleaned: dict[str, Any]) -> None:
        picture = cleaned.get("picture")
        if cleaned.get("kind") == Advert.Kind.CODE:
            cleaned |= {"picture": None, "link": ""}
            if not cleaned.get("code", "").strip() and "code" not in self.errors:
                self.add_error("code", _("Paste the code that the network gives you."))
            return
        cleaned["code"] = ""
        if "picture" in self.errors:
            return
        if picture is None:
            self.add_error("picture", _("Choose a picture."))
        elif not picture.alt:
            self.add_error("picture", _("Describe the picture in the library first: some readers only hear it."))  # fmt: skip
        elif not picture.key:
            self.add_error("picture", _("The picture is still being made ready. Try again in a minute."))  # fmt: skip


class PlaceForm(forms.ModelForm):
    """A place's sizes, of those that fit it."""

    after = NumberField(
        label=gettext_lazy("after how many paragraphs"), min_value=1, max_value=20,
        help_text=gettext_lazy("A story that is too short for it has none inside."),
    )  # fmt: skip

    class Meta:
        model = Place
        fields = ["wide", "phone", "after"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sizes = SIZES.get(Key(self.instance.key)) if self.instance.key else None
        if self.instance.key != Key.STORY:
            self.fields.pop("after", None)
        for name in ("wide", "phone"):
            if name in self.fields and sizes:
                label = self.fields[name].label
                choices = [(size, in_words(size)) for size in getattr(sizes, name)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices)


def in_words(size: str) -> str:
    """Return ৭২৮×৯০ for 728x90."""
    return to_bangla(size.replace("x", "×"))


class SetupForm(forms.ModelForm):
    """Counters, consent, ads.txt."""

    class Meta:
        model = Setup
        fields = [
            "measurement_id",
            "counter",
            "counter_script",
            "counter_site",
            "asks_consent",
            "ads_txt",
        ]
        widgets = {
            "ads_txt": forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "ltr"}),
            "counter_script": forms.URLInput(attrs={"placeholder": "https://", "dir": "ltr"}),
        }
        error_messages = {"counter_script": {"invalid": gettext_lazy("Write the whole address, beginning with https://.")}}  # fmt: skip

    def clean_measurement_id(self) -> str:
        return self.cleaned_data["measurement_id"].strip()

    def clean_counter_script(self) -> str:
        """Return the script's address: over TLS, on a host that is not the paper's own."""
        address = self.cleaned_data["counter_script"]
        if not address:
            return ""
        parts = urlsplit(address)
        is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
        if (parts.scheme != "https" and not is_here) or "@" in parts.netloc or parts.fragment:
            raise ValidationError(_("Write the whole address, beginning with https://."))
        if parts.netloc in {
            urlsplit(settings.SITE_URL).netloc,
            urlsplit(settings.ADS_ORIGIN).netloc,
        }:
            raise ValidationError(_("The counter needs a host of its own, not the paper's."))
        return address

    def clean_ads_txt(self) -> str:
        """Return the lines tidied; each bad line is an error of its own, and the text stays as typed."""
        typed = self.cleaned_data["ads_txt"]
        if faults := adstxt.faults(typed):
            raise ValidationError(faults)
        return adstxt.tidied(typed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("counter", "counter_script", "counter_site")
        given = [name for name in names if cleaned.get(name)]
        for name in names if given else ():
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("An own counter needs its kind, its script and the paper's name there."))  # fmt: skip
        if cleaned.get("counter") == Setup.Counter.PLAUSIBLE and "manual" not in cleaned.get(
            "counter_script", "manual"
        ):
            # The plain script would also count the frame itself, each time.
            self.add_error(
                "counter_script",
                _("Plausible needs its script for manual counting, such as script.manual.js."),
            )
        return cleaned
