"""The story form: a version's content as fields, and what the acts of the process ask for."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body import sanitise
from articles.boxes import MAX_CARDS
from articles.drafting import EMPTY
from articles.editor import BodyWidget
from articles.figures import picture_ids
from articles.filing import tag_key
from articles.form_fields import LineField, TextField
from articles.models import Article, Source, Tag
from articles.more_fields import MoreFields, named
from articles.sections import Section, Sections
from images import renditions
from images.forms import PictureFileField
from images.models import Picture
from paper.fields import clean_line

MAX_TAGS, BODY_LENGTH, RECENT_PICTURES, MAX_FIGURES = 20, 300_000, 24, 200
MOST_RAW = 2
"""As many times longer than what is kept of it may a body be that is still cleaned."""


class BodyField(forms.CharField):
    """A story's body, cleaned as it will be stored."""

    def to_python(self, value: Any) -> str:
        html = super().to_python(value) or ""
        # Cleaning megabytes takes seconds; what a paste brings with it is less than half of a body.
        if len(html) > MOST_RAW * BODY_LENGTH:
            self.run_validators(html)
        return sanitise(html)


class TagsField(forms.CharField):
    """Tags between commas; a known tag takes its known spelling, equal ones are one."""

    def to_python(self, value: Any) -> list[str]:
        text = super().to_python(value) or ""
        if len(text) > self.max_length:  # before any is looked up: a database takes only so many
            raise forms.ValidationError(_("A story carries at most twenty tags."))
        typed = (clean_line(part) for part in re.split(r"[,،;\n]", text))
        by_key = {tag_key(name): name for name in reversed([name for name in typed if name])}
        known = dict(Tag.objects.filter(key__in=by_key).values_list("key", "name"))
        return [known.get(key, name) for key, name in reversed(by_key.items())]

    def validate(self, value: list[str]) -> None:
        super().validate(", ".join(value))
        if len(value) > MAX_TAGS:
            raise forms.ValidationError(_("A story carries at most twenty tags."))
        if any(len(name) > Tag._meta.get_field("name").max_length for name in value):
            raise forms.ValidationError(_("A tag is too long. Put a comma between tags."))

    def run_validators(self, value: list[str]) -> None:
        """The names are judged one by one in `validate`."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class StoryForm(MoreFields):
    """The content of one version; `values()` is what drafting stores."""

    recent_pictures = RECENT_PICTURES
    """How many of the library are offered beside the chosen one."""

    kicker = LineField(label=gettext_lazy("Kicker"), max_length=40, required=False)
    headline = LineField(
        label=gettext_lazy("Headline"), max_length=200, widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": gettext_lazy("Write a headline; it can still change.")},
    )  # fmt: skip
    standfirst = TextField(
        label=gettext_lazy("Standfirst"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = BodyField(
        label=gettext_lazy("Body"),
        max_length=BODY_LENGTH,
        required=False,
        widget=BodyWidget(),
    )

    picture = forms.IntegerField(
        label=gettext_lazy("From the library"), required=False, widget=forms.Select
    )
    picture_file = PictureFileField(label=gettext_lazy("New picture"), required=False)
    picture_alt = LineField(
        label=gettext_lazy("Description of the picture"), max_length=300, required=False,
        help_text=gettext_lazy("What is to be seen, for readers who cannot see the picture."),
    )  # fmt: skip
    picture_caption = LineField(label=gettext_lazy("Caption"), max_length=300, required=False)
    picture_credit = LineField(
        label=gettext_lazy("Credit of the new picture"), max_length=120, required=False
    )

    category = forms.TypedChoiceField(
        label=gettext_lazy("Section"), coerce=int, empty_value=None, required=False
    )
    further = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Further sections"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = TagsField(
        label=gettext_lazy("Tags"), required=False, max_length=2_500,
        help_text=gettext_lazy("Put a comma between tags."),
    )  # fmt: skip
    source = LineField(label=gettext_lazy("Source"), max_length=100, required=False)
    dateline = LineField(label=gettext_lazy("Dateline"), max_length=60, required=False)
    slug = LineField(
        label=gettext_lazy("Address"), max_length=80, required=False,
        help_text=gettext_lazy("Left empty, it is made from the headline."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Article.Language)
    comment_policy = forms.ChoiceField(
        label=gettext_lazy("Comments"), choices=Article.CommentPolicy
    )

    def __init__(
        self, *args: Any, user: Any, sections: Sections, content: dict[str, Any], **kwargs: Any
    ) -> None:
        self.user, self.content = user, {**EMPTY, **content}
        kwargs.setdefault("initial", initial_of(self.content))
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.order_fields([name for name in self.fields if name not in MoreFields.base_fields])
        self.fields["body"].widget.user = user
        tree = [
            (section.pk, "– " * depth + section.name) for section, depth in in_tree_order(sections)
        ]
        self.fields["category"].choices = [("", _("Choose a section")), *tree]
        self.fields["further"].choices = tree
        self.pictures = pictures_to_choose(
            user, self._asked_picture(), self.content["picture"], self.recent_pictures
        )
        self.fields["picture"].widget.choices = [
            ("", _("No picture")),
            *((p.pk, str(p)) for p in self.pictures),
        ]
        if not user.has_perm("images.add_picture"):
            del self.fields["picture_file"], self.fields["picture_credit"]

    def _asked_picture(self) -> Any:
        asked = self.data.get("picture") if self.is_bound else self.content["picture"]
        return (
            asked
            if str(asked).isascii() and str(asked).isdigit() and len(str(asked)) < 16
            else None
        )

    @property
    def chosen_picture(self) -> Picture | None:
        """The picture of the library that the form shows."""
        asked = str(self._asked_picture() or "")
        return next((picture for picture in self.pictures if str(picture.pk) == asked), None)

    def clean_body(self) -> str:
        """Let new pictures be those that the person may see; the ones of the version before stay."""
        body = self.cleaned_data["body"]
        if body.count("<figure data-") > MAX_FIGURES:
            raise forms.ValidationError(_("A story carries at most 200 pictures in its text."))
        if body.count("<aside data-story=") > MAX_CARDS:
            raise forms.ValidationError(_("A story carries at most 20 cards of related stories."))
        new = set(picture_ids(body)) - set(picture_ids(self.content["body"]))
        if new and Picture.objects.open_to(self.user).filter(pk__in=new).count() < len(new):
            raise forms.ValidationError(
                _(
                    "A picture in the text is no longer in the library. Remove it and choose another one."
                )
            )
        return body

    def clean_picture(self) -> int | None:
        pk = self.cleaned_data["picture"]
        if pk is not None and (self.chosen_picture is None or self.chosen_picture.pk != pk):
            raise forms.ValidationError(
                _("This picture is no longer in the library. Choose another one.")
            )
        return pk

    def clean_source(self) -> str:
        name = self.cleaned_data["source"]
        self.found_source = Source.objects.filter(name=name).first() if name else None
        if name and self.found_source is None and not self.user.has_perm("articles.add_source"):
            raise forms.ValidationError(
                _(
                    "There is no source of this name. Choose one of the list, or ask an editor to add it."
                )
            )
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("picture_file") and not data.get("picture_alt"):
            self.add_error("picture_alt", _("Write what is to be seen in the picture."))
        return data

    def values(self, bylines: Any) -> dict[str, Any]:
        """Return the version's values; makes what is new: source, sponsor, series, picture. Call inside a transaction."""
        data = self.cleaned_data
        source = self.found_source
        if data["source"] and source is None:
            source = Source.objects.get_or_create(name=data["source"])[0]
        same = ("kicker", "headline", "standfirst", "body", "picture_alt", "picture_caption", "category",
                "further", "tags", "dateline", "slug", "language", "comment_policy")  # fmt: skip
        return {
            **{name: data[name] for name in same},
            "source": source.pk if source else None,
            "picture": self.new_picture() or data["picture"],
            "bylines": bylines.values(),
            **self.more_values(),
        }

    def new_picture(self) -> int | None:
        """Put an uploaded picture into the library and return its id."""
        data = self.cleaned_data
        if not data.get("picture_file"):
            return None
        self.uploaded = Picture.objects.create(
            file=data["picture_file"], alt=data["picture_alt"], caption=data["picture_caption"],
            credit=data["picture_credit"], added_by=self.user,
        )  # fmt: skip
        renditions.add(self.uploaded)
        return self.uploaded.pk

    def drop_upload(self) -> None:
        """Take the original of a picture away whose row was rolled back; what was made of it is swept away."""
        uploaded = getattr(self, "uploaded", None)
        if uploaded is not None:
            uploaded.file.delete(save=False)


def initial_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return a version's content as the form shows it."""
    return {**content, **named(content)}


def in_tree_order(sections: Sections) -> list[tuple[Section, int]]:
    """Return all sections, each followed by those below it, with their depth."""

    def walk(section: Section, depth: int) -> list[tuple[Section, int]]:
        return [
            (section, depth),
            *(row for child in section.children for row in walk(child, depth + 1)),
        ]

    return [row for root in sections for row in walk(root, 0)]


def pictures_to_choose(
    user: Any, chosen: Any, own: int | None, newest: int = RECENT_PICTURES
) -> list[Picture]:
    """Return the chosen picture and the newest ones that the person may see; the version's own one always."""
    open_to_user = Picture.objects.open_to(user)
    recent = list(open_to_user.newest_first()[:newest])
    if chosen and all(picture.pk != int(chosen) for picture in recent):
        where = Picture.objects if int(chosen) == own else open_to_user
        recent = [*where.filter(pk=chosen), *recent]
    return recent
