"""The editor of a story's body: figures beside the text, and what the desk has to know of their pictures."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import EXTENSIONS, sanitise
from articles.figures import picture_ids
from images.library import described
from images.models import Picture
from paper.editor import ProseWidget


def words() -> dict[str, str]:
    """Return what the toolbar and the figures say, in the language of the person at the desk."""
    return {
        "picture": _("Insert pictures"), "gallery": _("Insert a gallery"), "embed": _("Insert a video of YouTube or Facebook"),
        "captionHere": _("Write the caption"), "galleryCaption": _("Write the gallery's caption"),
        "ownWords": _("Description and credit"), "alt": _("Description of the picture"), "credit": _("Credit"),
        "noAlt": _("The picture is not described"), "noCredit": _("No credit is written"),
        "closed": _("A picture in a folder that is closed to you"),
        "video": _("Video"), "embedded": _("Video from elsewhere"), "embedAddress": _("Address of the video"), "cover": _("Choose a cover"),
        "remove": _("Remove"), "again": _("Try again"),
        "coming": _("The picture is coming"), "comingAt": _("Coming: {n} per cent"),
        "waitForPictures": _("Pictures are still coming. Wait until they are in, or remove them; then press the button again."),
        "onlyPictures": _("Only pictures and videos can stand here."),
        "picturesStay": _("The pictures of that text do not come with it. Send each of them by its file."),
        "noConnection": _("There is no connection. Try again."),
    }  # fmt: skip


class BodyWidget(ProseWidget):
    """The desk's editor with figures; `user` is who has it open, to whom pictures in closed folders are not described."""

    user: Any = AnonymousUser()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(EXTENSIONS, attrs)

    def modules(self) -> list[str]:
        return [*super().modules(), static("js/desk/figures.js")]

    def words(self) -> dict[str, str]:
        return {**super().words(), **words()}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # What was typed comes back as it was sent: only a cleaned body tells which pictures it names.
        named = picture_ids(sanitise(value or ""))
        shown = Picture.objects.open_to(self.user).filter(pk__in=named).select_related("video")
        context["widget"]["attrs"] |= {
            "data-body-pictures": json.dumps([described(p) for p in shown], ensure_ascii=False),
            "data-embed-url": reverse("admin:articles_article_embed"),
        }
        return context
