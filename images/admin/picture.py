"""The picture library on the desk: one picture's page, and the ways to the library's other pages."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bangla.dates import to_dhaka
from images import library, metadata, purge, renditions, replacing, upload_views
from images.admin import browsing, unused
from images.admin.picture_form import FOCUS, PRINTED, RIGHTS, WORDS, PictureForm
from images.models import Folder, Picture, PictureQuerySet
from images.models.picture import WORDS_FROM
from images.names import url_of, video_name
from images.signals import Use, asked_where_used, picture_changed
from paper.desk import DeskAdmin

CUTS = {"3x2": "3:2", "16x9": "16:9", "1x1": "1:1"}
"""Class of a cut in the stylesheet → its name: the shapes in which readers see pictures."""


@admin.register(Picture)
class PictureAdmin(DeskAdmin):
    """Pictures that the person may see; all else is as if it were not there."""

    form = PictureForm
    search_fields = ["alt", "caption", "credit", "agency"]
    ordering = ["-id"]
    readonly_fields = ["used_in"]
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> PictureQuerySet:
        return super().get_queryset(request).open_to(request.user).select_related("video")

    def get_search_results(
        self, request: HttpRequest, queryset: PictureQuerySet, search_term: str
    ) -> tuple[PictureQuerySet, bool]:
        """Search by the library's own keys, as the list and the picker do."""
        wanted = library.asked({"q": search_term})
        return library.filtered(queryset, wanted, request.user, request.now), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Picture:
        """Return the picture. Raises Http404 for one that is not there or lies where the person may not look."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("pick/", wrap(self.pick_view), name="images_picture_pick"),
            path("unused/", wrap(unused.page), name="images_picture_unused"),
            path("<int:pk>/thumb/", wrap(self.thumb_view), name="images_picture_thumb"),
        ]
        return [*upload_views.urls(wrap), *own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        return browsing.grid(self, request)

    def pick_view(self, request: HttpRequest) -> HttpResponse:
        """Answer the picker of the story editor."""
        return browsing.picked(self, request)

    def thumb_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to a picture's smallest file."""
        return browsing.thumb(self, request, pk)

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> list:
        may_free = request.user.has_perm("articles.edit_any_article")
        rights = [name for name in RIGHTS if name != "is_free" or may_free]
        words = [(None, {"fields": WORDS}), (_("Rights and place"), {"fields": rights})]
        if obj is None:
            return [(None, {"fields": ["file"]}), *words]
        tools = [
            (_("Focal point"), {"fields": [FOCUS], "classes": ["focus-fields"]}),
            (_("Another file in its place"), {"fields": ["file"], "classes": ["replace"]}),
        ]
        may_change = self.has_change_permission(request, obj)
        return [*words, (None, {"fields": self.readonly_fields}), *(tools if may_change else [])]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "folder":
            kwargs |= {
                "queryset": Folder.objects.open_to(request.user),
                "empty_label": _("In no folder"),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Pictures of colleagues, and those that stories use, are changed by those who may edit every story."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.has_perm("articles.edit_any_article"):
            return True
        return obj.added_by_id == request.user.pk and not is_used(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        picture = context["original"]
        context["show_save_and_add_another"] = False
        if picture is not None:
            picture.told_uses = _uses_of(picture, request.user)
        if picture is not None and picture.key:
            address, width, height = picture.printed.largest
            context |= {
                "large": {"url": address, "width": width, "height": height},
                "printed": picture.printed, "video": getattr(picture, "video", None),
                "video_url": _video_url(picture),
                "cuts": CUTS.items(),
                "stable": request.build_absolute_uri(reverse("images:newest", args=[picture.pk])),
            }  # fmt: skip
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Picture, form: PictureForm, change: bool
    ) -> None:
        has_file = "file" in form.changed_data
        if change:
            _take_newer_words(obj, form.changed_data)
        taken = self._take_words(request, obj, form.cleaned_data["file"]) if has_file else []
        # Columns that others write meanwhile, the worker among them, are left alone.
        written = {*form.changed_data, *taken, "found_by"}
        if not change:
            obj.added_by = request.user
            self._add(request, obj, form)
        elif has_file:
            self._replace(request, obj, written)
        else:
            obj.save(update_fields=written)
            if written & PRINTED:
                transaction.on_commit(partial(picture_changed.send, sender=Picture, picture=obj))
        if has_file:
            self._warn_of_same(request, obj)
        if obj.rights_have_ended(to_dhaka(request.now).date()):
            messages.warning(request, _("The right to use this picture has ended."))

    def _add(self, request: HttpRequest, obj: Picture, form: PictureForm) -> None:
        sent = obj.file.name
        try:
            super().save_model(request, obj, form, change=False)
            renditions.add(obj)
        except BaseException:
            if obj.file.name != sent:  # it got a name of ours, and lies there
                default_storage.delete(obj.file.name)
            raise

    def _replace(self, request: HttpRequest, obj: Picture, written: set[str]) -> None:
        if replacing.replace(obj, written):
            messages.warning(
                request,
                _("The new file has another shape: its focal point is back in the middle. Set it anew."),
            )  # fmt: skip

    def _take_words(self, request: HttpRequest, obj: Picture, file: Any) -> list[str]:
        """Say what was taken from the file; return the fields' names."""
        if taken := metadata.fill(obj, file):
            names = ", ".join(str(Picture._meta.get_field(name).verbose_name) for name in taken)
            messages.info(request, _("Read from the file: %(names)s.") % {"names": names})
        return taken

    def _warn_of_same(self, request: HttpRequest, obj: Picture) -> None:
        """Name another picture with the same file, if the person may see one."""
        same = self.get_queryset(request).filter(key=obj.key).exclude(pk=obj.pk).first()
        if same is not None:
            messages.warning(
                request,
                format_html(
                    '{} <a href="{}">{}</a>', _("This file is in the library already:"),
                    reverse("admin:images_picture_change", args=[same.pk]), same,
                ),
            )  # fmt: skip

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        purge.delete_after_commit(obj.file.name)
        super().delete_model(request, obj)

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

    @admin.display(description=gettext_lazy("where it is used"))
    def used_in(self, picture: Picture) -> SafeString | str:
        """The stories that show it, or will, as far as the person may know of them."""
        items = ([_line_of(use)] for use in picture.told_uses)
        lines = format_html_join("", "<li>{}</li>", items)
        return format_html("<ul>{}</ul>", lines) if picture.told_uses else _("No story uses it.")


def _uses_of(picture: Picture, user: Any) -> list[Use]:
    answers = asked_where_used.send(sender=Picture, picture=picture, user=user)
    return [use for _receiver, found in answers for use in found]


def _line_of(use: Use) -> SafeString | str:
    if not use.url:
        return use.title
    return format_html('<a href="{}">{}</a> · {}', use.url, use.title, use.state)


def _take_newer_words(picture: Picture, changed: list[str]) -> None:
    """Hold the row, and take the words that the form leaves as they are from there: somebody may have written meanwhile.

    The search keys are made of all of them, and a file's words only fill what is empty.
    """
    rows = Picture.objects.select_for_update()
    picture.refresh_from_db(
        fields=[name for name in WORDS_FROM if name not in changed], from_queryset=rows
    )


def _video_url(picture: Picture) -> str:
    video = getattr(picture, "video", None)
    return url_of(video_name(video.key)) if video else ""


def is_used(picture: Picture) -> bool:
    """Whether a row of an application above shows the picture: each hangs on the library by its own key."""
    return any(
        getattr(picture, relation.get_accessor_name()).exists()
        for relation in picture._meta.related_objects
        if relation.one_to_many
    )
