"""The paper itself on the desk: identity with menu and moon dates, pages, readers' messages, log, mail."""

from operator import itemgetter
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.calendars import HIJRI_MONTHS
from paper import log_page
from paper.contact import ContactMessage
from paper.desk import DeskAdmin, ReadOnly, moment_cell, yes_no
from paper.editor import ProseWidget
from paper.identity import SITE_PK, HijriMonth, Site, refresh_prepared
from paper.log import LogEntry
from paper.logos import LogoField
from paper.menu import MenuItem
from paper.outbox import OutboxMail
from paper.pages import Page
from paper.sentences import in_words, words_of
from paper.verification import SERVICES, TokenField

PAGE_EXTENSIONS = {
    "Bold": True, "Italic": True, "Heading": {"levels": [2, 3]}, "BulletList": True, "OrderedList": True,
    "ListItem": True, "Blockquote": True, "HardBreak": True, "Table": True, "TableRow": True,
    "TableHeader": True, "TableCell": True, "History": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
}  # fmt: skip
"""What the editor of standing pages offers: the elements of `paper.pages.TAGS` and no others."""


class PartOfSite:
    """Rows that belong to the identity: who may change the one may change the other."""

    extra = 0

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("paper.change_site")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("paper.view_site") or self._may(request)


class MenuItemInline(PartOfSite, admin.TabularInline):
    """Links of the section bar and the footer."""

    model = MenuItem
    fields = ["label", "address", "place", "order"]


class HijriMonthForm(forms.ModelForm):
    """A month's first day as announced, the month by its name."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("Hijri month"),
        coerce=int,
        choices=list(enumerate(HIJRI_MONTHS, start=1)),
    )

    class Meta:
        model = HijriMonth
        fields = ["year", "month", "first_day"]


class HijriMonthInline(PartOfSite, admin.TabularInline):
    """First days of Hijri months as the moon-sighting committee announced them."""

    model = HijriMonth
    form = HijriMonthForm
    formfield_overrides = DeskAdmin.formfield_overrides


class SiteForm(forms.ModelForm):
    """The identity; tokens of other services are taken out of what they give to paste."""

    google_verification = TokenField(SERVICES["google_verification"], label="Google Search Console")
    bing_verification = TokenField(SERVICES["bing_verification"], label="Bing Webmaster Tools")
    facebook_verification = TokenField(
        SERVICES["facebook_verification"], label=gettext_lazy("Facebook domain")
    )

    class Meta:
        model = Site
        fields = "__all__"  # noqa: DJ007  the fieldsets choose


@admin.register(Site)
class SiteAdmin(DeskAdmin):
    """The one row: its list goes straight to its form."""

    form = SiteForm
    inlines = [MenuItemInline, HijriMonthInline]
    formfield_overrides = {
        **DeskAdmin.formfield_overrides,
        models.ImageField: {"form_class": LogoField},
    }
    view_on_site = False
    fieldsets = [
        (None, {"fields": ["name", "tagline", "description", "logo", "favicon"]}),
        (gettext_lazy("Habits of print"), {"fields": ["place", "label_style", "time_style", "accent", "accent_dark"]}),
        (gettext_lazy("Calendars"), {"fields": ["show_bangla_date", "show_hijri_date", "hijri_offset"]}),
        (gettext_lazy("Imprint"), {"fields": ["editor", "publisher", "address", "phone", "email", "registration", "rights"]}),
        (gettext_lazy("Elsewhere"), {"fields": ["facebook", "youtube", "x", "telegram"]}),
        (gettext_lazy("Proof of ownership"), {"fields": list(SERVICES)}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        Site.objects.current()
        return redirect("admin:paper_site_change", SITE_PK)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:paper_site_change", SITE_PK)

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        """Save what was changed and no more: the row also carries what others keep ready for pages."""
        obj.save(update_fields=form.changed_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_prepared()


@admin.register(Page)
class PageAdmin(DeskAdmin):
    """Standing pages."""

    list_display = ["title", "slug", "in_footer_cell", "changed"]
    search_fields = ["title"]
    ordering = ["order", "id"]
    sortable_by = ()
    fields = ["title", "slug", "body", "in_footer", "order"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["widget"] = ProseWidget(PAGE_EXTENSIONS)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_prepared()

    def delete_model(self, request: HttpRequest, obj: Page) -> None:
        super().delete_model(request, obj)
        refresh_prepared()

    @admin.display(description=gettext_lazy("linked in the footer"))
    def in_footer_cell(self, row: Page) -> str:
        return yes_no(row.in_footer)

    @admin.display(description=gettext_lazy("changed"))
    def changed(self, page: Page) -> SafeString | str:
        return moment_cell(page.updated_at)


@admin.register(ContactMessage)
class ContactMessageAdmin(DeskAdmin):
    """Readers' messages: read, and marked as handled."""

    list_display = ["subject", "name", "received", "handled_cell"]
    list_filter = ["handled"]
    search_fields = ["subject", "name", "email", "message"]
    ordering = ["-id"]
    sortable_by = ()
    fields = ["subject", "name", "email", "received", "message", "handled"]
    readonly_fields = ["subject", "name", "email", "received", "message"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("handled"))
    def handled_cell(self, row: ContactMessage) -> str:
        return yes_no(row.handled)

    @admin.display(description=gettext_lazy("received"))
    def received(self, message: ContactMessage) -> SafeString | str:
        return moment_cell(message.received_at)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, DeskAdmin):
    """Who did what: to be read, by keys and not by page numbers (paper/log_page.py)."""

    fields = readonly_fields = ["sentence", "label", "words"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = self.admin_site._registry
        kinds = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in shown]
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural), "opts": self.opts,
            **log_page.read(request, sorted(kinds, key=itemgetter(1))), **(extra_context or {}),
        }  # fmt: skip
        return TemplateResponse(request, "admin/paper/logentry/change_list.html", context)

    @admin.display(description=gettext_lazy("act"))
    def sentence(self, entry: LogEntry) -> str:
        return in_words(entry)

    @admin.display(description=gettext_lazy("what was written"))
    def words(self, entry: LogEntry) -> str:
        return words_of(entry) or "–"


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly, DeskAdmin):
    """Outgoing mail: to be read; what has not gone out is marked."""

    list_display = ["subject", "to", "kind", "created", "sent"]
    search_fields = ["subject", "to"]
    ordering = ["-id"]
    sortable_by = ()
    fields = readonly_fields = ["subject", "to", "kind", "created", "sent", "body"]

    @admin.display(description=gettext_lazy("created"))
    def created(self, mail: OutboxMail) -> SafeString | str:
        return moment_cell(mail.created_at)

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, mail: OutboxMail) -> SafeString | str:
        if mail.dropped_at is not None:
            return format_html(
                "{} {}", _("Given up, not needed any more:"), moment_cell(mail.dropped_at)
            )
        if mail.sent_at is None:
            return format_html('<span class="warning">{}</span>', _("Not sent yet"))
        return moment_cell(mail.sent_at)
