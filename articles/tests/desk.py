"""What tests of the story form share: signing in, and the form as a browser would send it."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from articles.byline_forms import byline_rows
from articles.drafting import EMPTY
from articles.models import Article
from articles.more_fields import named

LIST = "/admin/articles/article/"
ADD = f"{LIST}add/"


def signed_in(user: Any) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


def form_of(article: Article) -> str:
    """Return the address of a story's form."""
    return f"{LIST}{article.pk}/change/"


def typed(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends when somebody opens a story's form, changes some fields and presses a button."""
    latest = article.latest_revision if article else None
    content = {**EMPTY, **(latest.content if latest else {})}
    lines = byline_rows(content) + changes.pop("bylines", [])
    fields = {
        **{name: content[name] for name in content if name not in {"bylines", "tags", "source", "sponsor", "series"}},
        **named(content),
        "tags": ", ".join(content["tags"]),
        "based_on": latest.pk if latest else 0,
        "bylines-TOTAL_FORMS": len(lines), "bylines-INITIAL_FORMS": 0,
        "act": "save",
        **{f"bylines-{number}-{name}": value for number, line in enumerate(lines) for name, value in line.items()},
        **changes,
    }  # fmt: skip
    return {name: "" if value is None else value for name, value in fields.items()}


def ready(page: Any) -> Any:
    """Return the page of a story's form, once the editor stands."""
    page.wait_for_selector(".prose-menubar [data-name]")
    return page


def write(page: Any, text: str) -> None:
    """Type at the end of the body."""
    page.click(".ProseMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def picture_file(
    name: str = "photo.png", kind: str = "PNG", size: tuple[int, int] = (60, 40)
) -> SimpleUploadedFile:
    """Return an upload of a real picture."""
    data = BytesIO()
    Image.new("RGB", size, (40, 60, 120)).save(data, kind)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{kind.lower()}")
