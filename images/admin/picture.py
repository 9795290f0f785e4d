"""The picture library on the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import to_dhaka
from bangla.digits import to_bangla
from images import metadata, renditions
from images.forms import PictureFileField
from images.models import Picture
from images.signals import asked_where_used
from paper.desk import DeskAdmin, moment_cell

WORDS = ["alt", "caption", "credit"]
RIGHTS = ["agency", "licence", "rights_until", "is_free"]
READ_FROM_FILE = ("caption", "credit", "agency")


class PictureForm(forms.ModelForm):
    """A picture with what is to be seen and who made it."""

    file = PictureFileField(label=gettext_lazy("File"))

    class Meta:
        model = Picture
        fields = ["file", *WORDS, *RIGHTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["file"].required = False


@admin.register(Picture)
class PictureAdmin(DeskAdmin):
    """Pictures: thumb, description, credit."""

    form = PictureForm
    list_display = ["thumb", "alt", "credit_or_warning", "size", "added"]
    list_display_links = ["thumb", "alt"]
    search_fields = ["alt", "caption", "credit", "agency"]
    search_help_text = gettext_lazy("Searches descriptions, captions, credits and agencies.")
    ordering = ["-id"]
    sortable_by = ()
    list_per_page = 30
    readonly_fields = ["thumb", "used_in"]
    fields = ["thumb", "file", *WORDS, *RIGHTS, "used_in"]

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[str]:
        fields = self.fields if obj else self.fields[1:-1]
        may_free = request.user.has_perm("articles.edit_any_article")
        return [name for name in fields if name != "is_free" or may_free]

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Pictures of colleagues, and those that stories use, are changed by those who may edit every story."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.has_perm("articles.edit_any_article"):
            return True
        return obj.added_by_id == request.user.pk and not is_used(obj)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if not change:
            obj.added_by = request.user
        old = Picture.objects.filter(pk=obj.pk).values_list("file", "key").first()
        if "file" in form.changed_data:
            self._take_words(request, obj, form.cleaned_data["file"])
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data:
            renditions.add(obj)
            if old is not None:
                transaction.on_commit(lambda: _delete_files(*old))
            self._warn_of_same(request, obj)
        if obj.rights_have_ended(to_dhaka(request.now).date()):
            messages.warning(request, _("The right to use this picture has ended."))

    def _take_words(self, request: HttpRequest, obj: Picture, file: Any) -> None:
        """Fill what was left empty from what photographer or agency wrote into the file."""
        found = metadata.read(file)
        taken = [name for name in READ_FROM_FILE if getattr(found, name) and not getattr(obj, name)]
        for name in taken:
            setattr(obj, name, getattr(found, name))
        if taken:
            names = ", ".join(str(Picture._meta.get_field(name).verbose_name) for name in taken)
            messages.info(request, _("Read from the file: %(names)s.") % {"names": names})

    def _warn_of_same(self, request: HttpRequest, obj: Picture) -> None:
        same = Picture.objects.filter(key=obj.key).exclude(pk=obj.pk).first()
        if same is not None:
            messages.warning(
                request,
                format_html(
                    '{} <a href="{}">{}</a>', _("This file is in the library already:"),
                    reverse("admin:images_picture_change", args=[same.pk]), same,
                ),
            )  # fmt: skip

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        name, key = obj.file.name, obj.key
        super().delete_model(request, obj)
        transaction.on_commit(lambda: _delete_files(name, key))

    def why_kept(self, obj: Picture) -> str:
        return _("Stories use this picture.") if is_used(obj) else ""

    def suggestion(self, picture: Picture) -> dict[str, str]:
        """Return what the story form shows of a picture."""
        return {
            "text": str(picture),
            "url": picture.thumb_url,
            "alt": picture.alt,
            "credit": picture.credit,
        }

    @admin.display(description=gettext_lazy("picture"))
    def thumb(self, picture: Picture) -> SafeString:
        return format_html(
            '<img class="thumb" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            picture.thumb_url, picture.alt, str(picture.width), str(picture.height),
        )  # fmt: skip

    @admin.display(description=gettext_lazy("where it is used"))
    def used_in(self, picture: Picture) -> SafeString | str:
        """The stories that show it, or will."""
        answers = asked_where_used.send(sender=type(self), picture=picture)
        uses = [use for _receiver, found in answers for use in found]
        lines = format_html_join(
            "",
            '<li><a href="{}">{}</a> · {}</li>',
            ((use.url, use.title, use.state) for use in uses),
        )
        return format_html("<ul>{}</ul>", lines) if uses else _("No story uses it.")

    @admin.display(description=gettext_lazy("credit"))
    def credit_or_warning(self, picture: Picture) -> SafeString | str:
        return picture.credit or format_html(
            '<span class="warning">{}</span>', _("No credit is written")
        )

    @admin.display(description=gettext_lazy("size"))
    def size(self, picture: Picture) -> str:
        return to_bangla(f"{picture.width} × {picture.height}")

    @admin.display(description=gettext_lazy("added"))
    def added(self, picture: Picture) -> SafeString | str:
        return moment_cell(picture.added_at)


def is_used(picture: Picture) -> bool:
    """Whether a row of an application above shows the picture: each hangs on the library by its own key."""
    return any(
        getattr(picture, relation.get_accessor_name()).exists()
        for relation in picture._meta.related_objects
        if relation.one_to_many
    )


def _delete_files(name: str, key: str) -> None:
    default_storage.delete(name)
    renditions.delete(key)
