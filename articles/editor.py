"""The editor of a story's body: figures and boxes beside the text, and what the desk has to know of what they name."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.forms import Media
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body import EXTENSIONS, sanitise
from articles.boxes import story_ids
from articles.figures import picture_ids
from articles.finding import described as described_story
from articles.finding import stories_named
from articles.linting import lint_data
from images.library import described
from images.models import Picture
from paper.editor import ProseWidget


def words() -> dict[str, str]:
    """Return what the toolbar, the figures and the boxes say, in the language of the person at the desk."""
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
        "pull": _("Pull-quote"), "speaker": _("Who said it (may stay empty)"),
        "facts": _("Fact box"), "factsTitle": _("Title of the fact box"),
        "storyCard": _("Insert a related story"), "related": _("Related story"),
        "notOut": _("Story {n} is not out. Its card is printed when it is."),
        "addressOrWords": _("Address, or words of a headline"),
        "findStory": _("Words of the headline, number or address of a story"),
        "stories": _("Stories"), "storiesFound": _("{n} found. Choose with the arrow keys and Enter."),
        "noneFound": _("Nothing found. Check the spelling."),
        "chooseOrAddress": _("Choose a story from the list, or write an address that begins with https://."),
        "chooseStory": _("Choose a story from the list."),
        "notAnswered": _("The desk gave no answer. Try again."), "andMore": _("and {n} more"),
        "bijoy": _("Convert from Bijoy"), "bijoyOffer": _("Text in Bijoy"), "bijoySeems": _("This seems to be Bijoy."),
        "becomes": _("becomes"), "bijoyConvert": _("Convert to Unicode"), "bijoyLeave": _("Leave as it is"),
        "bijoyDone": _("Converted to Unicode. Undo brings the Bijoy back."),
        "bijoyNone": _("No Bijoy was found. Select the words to be converted and press again."),
        "lintCount": _("Look at {n} places in the text"), "lintAll": _("Put all right"), "lintFix": _("Put right"),
        "lintLeave": _("Let it be"), "lintShow": _("Show in the text"), "lintDrop": _("→ nothing"),
    }  # fmt: skip


class BodyWidget(ProseWidget):
    """The desk's editor with figures and boxes; `user` is who has it open, to whom pictures in closed folders are not described."""

    user: Any = AnonymousUser()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(EXTENSIONS, attrs)

    @property
    def media(self) -> Any:
        return super().media + Media(css={"all": ["css/desk-writing.css"]})

    def modules(self) -> list[str]:
        own = ("figures", "boxes", "pasting", "bijoy", "linting")
        return [*super().modules(), *(static(f"js/desk/{name}.js") for name in own)]

    def words(self) -> dict[str, str]:
        return {**super().words(), **words()}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # What was typed comes back as it was sent: only a cleaned body tells what it names.
        body = sanitise(value or "")
        shown = Picture.objects.open_to(self.user).filter(pk__in=picture_ids(body))
        pictures = [described(picture) for picture in shown.select_related("video")]
        stories = [described_story(card) for card in stories_named(story_ids(body))]
        context["widget"]["attrs"] |= {
            "data-body-pictures": json.dumps(pictures, ensure_ascii=False),
            "data-body-stories": json.dumps(stories, ensure_ascii=False),
            "data-embed-url": reverse("admin:articles_article_embed"),
            "data-find-url": reverse("admin:articles_article_find"),
            "data-bijoy-url": reverse("admin:articles_article_bijoy_runs"),
            "data-lint": json.dumps(lint_data(), ensure_ascii=False),
        }
        return context
