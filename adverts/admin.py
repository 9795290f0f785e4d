"""Places, advertisements, counters and ads.txt on the desk: every change goes through adverts.arranging."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adverts import arranging
from adverts.forms import AdvertForm, PlaceForm, SetupForm, in_words
from adverts.frames import preview_address
from adverts.models import SETUP_PK, Advert, Place, Setup
from adverts.places import Key
from images.models import Picture
from paper.desk import DeskAdmin, moment_cell

OWN = ["name", "advertiser", "place"]
SHOWN = ["kind", "picture", "link", "code"]
TIMES = [("starts_day", "starts_time"), ("ends_day", "ends_time"), "weight", "is_on"]


class Arranged(DeskAdmin):
    """Rows that adverts.arranging saves, with their log row and what pages read."""

    view_on_site = False
    sortable_by = ()

    class Media:
        css = {"all": ["css/desk-library.css", "css/desk-adverts.css"]}

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave the log to the rule function."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Leave the log to the rule function."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Leave the log to the rule function."""


@admin.register(Place)
class PlaceAdmin(Arranged):
    """Places with what stands in them now and what comes."""

    form = PlaceForm
    list_display = ["where", "sizes", "now_there", "to_come"]
    list_display_links = ["where"]
    ordering = ["id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        booked = Advert.objects.ahead(timezone.now()).select_related("picture").defer("code")
        soonest = booked.order_by("starts_at", "id")
        return super().get_queryset(request).prefetch_related(Prefetch("adverts", soonest, "booked"))  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Place | None = None) -> list[str]:
        return ["wide", "phone", *(["after"] if obj and obj.key == Key.STORY else [])]

    def save_model(self, request: HttpRequest, obj: Place, form: Any, change: bool) -> None:
        arranging.arrange(obj, by=request.user)

    @admin.display(description=gettext_lazy("advertisement place"))
    def where(self, place: Place) -> str:
        return str(place)

    @admin.display(description=gettext_lazy("sizes"))
    def sizes(self, place: Place) -> str:
        return _("%(wide)s, on phones %(phone)s") % {
            "wide": in_words(place.wide), "phone": in_words(place.phone),
        }  # fmt: skip

    @admin.display(description=gettext_lazy("stands there now"))
    def now_there(self, place: Any) -> SafeString | str:
        now = timezone.now()
        running = [one for one in place.booked if one.state(now) == Advert.State.RUNNING]
        lines = ((_line_of(one),) for one in running)
        return format_html_join("", '<div class="standing">{}</div>', lines) or _("empty, takes no room")  # fmt: skip

    @admin.display(description=gettext_lazy("upcoming"))
    def to_come(self, place: Any) -> SafeString | str:
        now = timezone.now()
        lines = ((one.name, moment_cell(one.starts_at)) for one in place.booked if one.starts_at > now)  # fmt: skip
        return format_html_join("", "<div>{} · {}</div>", lines) or "–"


def _line_of(advert: Advert) -> SafeString:
    """Return what stands in a place: the picture in small, or the way to the frame."""
    if advert.picture is not None:
        return format_html(
            '<img src="{}" alt="" class="ad-thumb"> <span>{}</span>', advert.picture.thumb_url, advert.name
        )  # fmt: skip
    return format_html("<span>{}</span> {}", advert.name, _frame_link(advert))


def _frame_link(advert: Advert) -> SafeString | str:
    if not settings.ADS_ORIGIN:
        return _("Not printed: ADS_ORIGIN is not set on the server.")
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>',
        preview_address(advert), _("See the frame in a new window"),
    )  # fmt: skip


@admin.register(Advert)
class AdvertAdmin(Arranged):
    """Advertisements; code of other people is placed by those who may."""

    form = AdvertForm
    list_display = ["name", "advertiser", "place", "kind", "state_cell", "times"]
    list_select_related = ["place"]
    list_filter = ["place", "kind"]
    search_fields = ["name", "advertiser"]
    ordering = ["-id"]
    change_form_template = "admin/adverts/advert_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Advert]:
        return super().get_queryset(request).defer("code")

    def get_fieldsets(self, request: HttpRequest, obj: Advert | None = None) -> list[tuple[Any, dict[str, Any]]]:  # fmt: skip
        preview = ["frame"] if obj and obj.kind == Advert.Kind.CODE else []
        shown = [*OWN, *self._shown(request, obj), *preview]
        times = TIMES if self.has_change_permission(request, obj) else ["times", "is_on"]
        return [(None, {"fields": shown}), (_("Times"), {"fields": times})]

    def get_readonly_fields(self, request: HttpRequest, obj: Advert | None = None) -> list[str]:
        return ["frame", "times", *([] if self._may_code(request) or not obj or obj.kind == Advert.Kind.HOUSE else ["kind"])]  # fmt: skip

    def _may_code(self, request: HttpRequest) -> bool:
        return request.user.has_perm(arranging.CODE_RIGHT)

    def _shown(self, request: HttpRequest, obj: Advert | None) -> list[str]:
        """Return the fields of what is printed: without the right to code a picture's alone, and of code its kind."""
        if self._may_code(request):
            return SHOWN
        return ["kind"] if obj and obj.kind == Advert.Kind.CODE else ["picture", "link"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "picture" and field is not None:
            field.queryset = Picture.objects.open_to(request.user).filter(video=None)
        return field

    def save_model(self, request: HttpRequest, obj: Advert, form: Any, change: bool) -> None:
        arranging.book(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Advert) -> None:
        arranging.take_away(obj, by=request.user)

    @admin.display(description=gettext_lazy("state"))
    def state_cell(self, advert: Advert) -> SafeString:
        state = advert.state(timezone.now())
        return format_html('<span class="ad-state ad-{}">{}</span>', state.value, state.label)

    @admin.display(description=gettext_lazy("runs"))
    def times(self, advert: Advert) -> SafeString | str:
        start, end = moment_cell(advert.starts_at), moment_cell(advert.ends_at)
        return format_html("{} – {}", start, end) if advert.ends_at else format_html(_("from {}"), start)  # fmt: skip

    @admin.display(description=gettext_lazy("preview"))
    def frame(self, advert: Advert) -> SafeString | str:
        return _frame_link(advert)


@admin.register(Setup)
class SetupAdmin(Arranged):
    """The one row: its list goes straight to its form."""

    form = SetupForm
    fieldsets = [
        (gettext_lazy("Counters"), {"fields": ["frames_host", "measurement_id", *arranging.COUNTER]}),
        (gettext_lazy("Consent"), {"fields": ["asks_consent"]}),
        ("ads.txt", {"fields": ["ads_txt"]}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        may_code = request.user.has_perm(arranging.CODE_RIGHT)
        return ["frames_host", *(() if may_code else arranging.COUNTER)]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        Setup.objects.get_or_create(pk=SETUP_PK)
        return redirect("admin:adverts_setup_change", SETUP_PK)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:adverts_setup_change", SETUP_PK)

    def save_model(self, request: HttpRequest, obj: Setup, form: Any, change: bool) -> None:
        arranging.set_up(obj, by=request.user)

    @admin.display(description=gettext_lazy("host of the frames"))
    def frames_host(self, setup: Setup) -> str:
        return settings.ADS_ORIGIN or _(
            "Not set. Counters and code of networks stay off until ADS_ORIGIN names another host on the server; "
            "linked pictures run without it."
        )
