"""Fields clean on every way in: save, bulk_create, update, look-ups, forms."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Concat
from hypothesis import given
from hypothesis import strategies as st

from bangla.text import canonical, has_bidi_override, has_control_characters
from paper.fields import (
    BanglaSlugField,
    BodyField,
    CleanedInput,
    clean_html,
    clean_line,
    clean_text,
    validate_slug,
)
from paper.identity import Site
from paper.menu import MenuItem
from paper.pages import Page, clean_page

COMPOSED = "কোনো"
DECOMPOSED = "ক\u09c7\u09beন\u09c7\u09be"
HOSTILE = "  \u202e\x00\x1bপ্রচ্ছদ\ud800\u200b \t\r\n বন্দর\ufeff\u2066 "

# Everything that has ever made a cleaner unstable, in far denser mixture than chance gives.
crooked = st.text(
    st.sampled_from(
        "কখর্ো\u09c7\u09be\u09bc\u0981\u200c\u200d\u200b\ufeff\u202e\u2028\x00\x85\xa0 \t\r\n<a&;ÅA\u030a👩"
    )
)
anything = st.text(st.characters()) | crooked


def link(label, **fields):
    return MenuItem(label=label, address="/", **fields)


@given(anything)
def test_clean_line_taken_twice_changes_nothing(text):
    once = clean_line(text)

    assert clean_line(once) == once
    assert canonical(once) == once
    assert "\n" not in once
    assert not has_control_characters(once)
    assert not has_bidi_override(once)
    once.encode()


@given(anything)
def test_clean_text_taken_twice_changes_nothing(text):
    once = clean_text(text)

    assert clean_text(once) == once
    assert "\r" not in once
    assert not has_control_characters(once)
    assert not has_bidi_override(once)
    once.encode()


@given(
    anything
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                '<a href="',
                '">',
                "java",
                "&#x200b;",
                "&#x202e;",
                "script:x",
                "<b",
                "ে",
                "া",
                "&",
                "//",
            ]
        )
    ).map("".join)
)
def test_cleaned_html_is_canonical_and_hides_nothing(text):
    once = clean_page(text)

    assert canonical(once) == once
    assert not has_control_characters(once)
    assert not has_bidi_override(once)
    assert 'href="javascript:' not in once


def test_several_lines_keep_their_breaks_and_lose_what_is_at_their_ends():
    assert clean_text(" \r\nএক \t\rদুই\u2066\n\n\nতিন\n ") == "এক\nদুই\n\n\nতিন"


def test_one_line_has_single_spaces_and_no_break():
    assert clean_line(HOSTILE) == "প্রচ্ছদ বন্দর"


@pytest.mark.django_db
class TestEveryWayIn:
    @pytest.fixture(autouse=True)
    def paper(self):
        return Site.objects.current()

    def stored(self):
        return list(MenuItem.objects.order_by("pk").values_list("label", flat=True))

    def test_save_stores_and_holds_the_clean_form(self):
        item = link(HOSTILE)

        item.save()

        assert item.label == "প্রচ্ছদ বন্দর"
        assert self.stored() == ["প্রচ্ছদ বন্দর"]

    def test_create_stores_the_composed_form(self):
        assert MenuItem.objects.create(label=DECOMPOSED, address="/").label == COMPOSED

    def test_bulk_create_stores_the_clean_form(self):
        MenuItem.objects.bulk_create([link(HOSTILE), link(DECOMPOSED)])

        assert self.stored() == ["প্রচ্ছদ বন্দর", COMPOSED]

    def test_bulk_update_stores_the_clean_form(self):
        item = MenuItem.objects.create(label="পুরোনো", address="/")
        item.label = DECOMPOSED

        MenuItem.objects.bulk_update([item], ["label"])

        assert self.stored() == [COMPOSED]

    def test_update_stores_the_clean_form(self):
        MenuItem.objects.create(label="পুরোনো", address="/")

        MenuItem.objects.update(label=HOSTILE)

        assert self.stored() == ["প্রচ্ছদ বন্দর"]

    def test_update_by_an_expression_is_left_to_the_database(self):
        MenuItem.objects.create(label="বন্দর", address="/")

        MenuItem.objects.update(label=Concat(F("label"), Value(" ২")))

        assert self.stored() == ["বন্দর ২"]

    def test_get_or_create_finds_the_row_by_another_spelling(self):
        first, _made = MenuItem.objects.get_or_create(label=COMPOSED, address="/")
        second, made = MenuItem.objects.get_or_create(label=DECOMPOSED, address="/")

        assert (second.pk, made) == (first.pk, False)

    @pytest.mark.parametrize(
        "spelling", [COMPOSED, DECOMPOSED, f"\u200b{DECOMPOSED} ", f"\x00{COMPOSED}"]
    )
    def test_text_stored_decomposed_is_found_by_any_spelling(self, spelling):
        MenuItem.objects.create(label=DECOMPOSED, address="/")
        MenuItem.objects.create(label="কোন", address="/")

        assert MenuItem.objects.filter(label=spelling).count() == 1
        assert MenuItem.objects.filter(label__in=[spelling]).count() == 1
        assert MenuItem.objects.exclude(label=spelling).count() == 1

    @pytest.mark.parametrize("bad", ["\ud800", "\x00", "\u202e", "\u2069", "\ufffe"])
    def test_what_no_database_should_hold_is_taken_out(self, bad):
        item = MenuItem.objects.create(label=f"বন্{bad}দর", address="/")

        item.refresh_from_db()

        assert item.label == "বন্দর"

    def test_joiners_that_shape_letters_and_emoji_stay(self):
        label = "র‍্যাব 👩‍👩‍👧"

        MenuItem.objects.create(label=label, address="/")

        assert self.stored() == [label]

    def test_body_is_sanitised_by_save_and_by_update(self):
        page = Page.objects.create(
            slug="rules", title="নিয়ম", body="<p>এক</p><script>alert(1)</script>"
        )
        held = page.body
        Page.objects.filter(pk=page.pk).update(body='<p onclick="x()">দুই</p><img src=x onerror=y>')

        page.refresh_from_db()

        assert held == "<p>এক</p>"
        assert page.body == "<p>দুই</p>"


class LinkForm(forms.ModelForm):
    class Meta:
        model = MenuItem
        fields = ["label"]


class TestForm:
    def test_cleaned_data_is_what_will_be_stored(self):
        form = LinkForm({"label": f" {DECOMPOSED}\u202e "})

        assert form.is_valid()
        assert form.cleaned_data["label"] == form.instance.label == COMPOSED

    def test_text_of_invisible_characters_counts_as_empty(self):
        form = LinkForm({"label": "\u200b\u200b\ufeff\x00"})

        assert form.errors["label"].as_data()[0].code == "required"

    def test_limit_counts_what_would_be_stored(self):
        # য় as one code point becomes two in canonical form: 40 fit the column only before that.
        form = LinkForm({"label": "\u09df" * 40})

        assert form.errors["label"].as_data()[0].code == "max_length"
        assert LinkForm({"label": "\u200b" * 400 + "য"}).is_valid()

    def test_what_was_typed_is_shown_again_when_refused(self):
        form = LinkForm({"label": "ক" * 41})

        assert not form.is_valid()
        assert "ক" * 41 in str(form["label"])

    def test_optional_field_stays_empty(self):
        field = CleanedInput(cleaner=clean_line, required=False)

        assert field.clean("") == ""
        assert field.clean(None) == ""
        assert CleanedInput(cleaner=clean_line, required=False, empty_value=None).clean("") is None


class TestHtml:
    @pytest.mark.parametrize(
        "href",
        [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#x200b;script:alert(1)",
            "&#x200b;javascript:alert(1)", "java\u200bscript:alert(1)", "java&#x202e;script:alert(1)",
            "java&#1;script:alert(1)", "java&#9;script:alert(1)", "java\nscript:alert(1)",
            "&#xfeff;java&#x2066;script:alert(1)", "data:text/html,<script>x</script>", "vbscript:x",
        ],
    )  # fmt: skip
    def test_no_address_becomes_a_script_however_it_is_hidden(self, href):
        cleaned = clean_page(f'<p><a href="{href}">এখানে</a></p>')

        assert cleaned == '<p><a rel="noopener">এখানে</a></p>'

    def test_entities_of_unsafe_and_decomposed_characters_are_cleaned_too(self):
        assert clean_page("<p>ক&#x9c7;&#x9be;&#x202e;&#x200b;</p>") == "<p>কো</p>"

    def test_sanitiser_is_asked_until_nothing_hidden_is_left(self):
        asked = []

        def sanitise(html):
            asked.append(html)
            return html.replace("(hide)", "\u200b")

        assert clean_html("x(hide)y\x00", sanitise) == "xy"
        assert asked == ["x(hide)y", "xy"]

    def test_migrations_rebuild_a_body_field_that_changes_nothing(self):
        field = BodyField(cleaner=str.upper)
        _name, _path, args, kwargs = field.deconstruct()

        assert field.clean_value("x") == "X"
        assert "cleaner" not in kwargs
        assert BodyField(*args, **kwargs).clean_value("<b>x</b>") == "<b>x</b>"

    @pytest.mark.parametrize("value", [None, 7, F("body")])
    def test_what_is_no_text_passes_unchanged(self, value):
        assert BodyField(cleaner=str.upper).clean_value(value) is value


class TestSlug:
    field = BanglaSlugField()

    @pytest.mark.parametrize("slug", ["বাংলাদেশ-ব্যাংক", "কোনো-ঘটনা", "ভূঁইয়া", "economy-2026", "২৬-মার্চ"])
    def test_bangla_slug_with_every_sign_is_accepted(self, slug):
        assert self.field.clean(slug, None) == canonical(slug)

    @pytest.mark.parametrize(
        "slug", ["a b", "-a", "a-", "a--b", "A", "ক/খ", "ক?খ", "../x", "a.b", "<b>", "👩", "ক" * 81]
    )
    def test_what_slugify_would_not_write_is_refused(self, slug):
        with pytest.raises(ValidationError):
            self.field.clean(slug, None)

    def test_hidden_characters_are_taken_out_before_the_judgement(self):
        assert self.field.clean("\u202eক\u09c7\u09be\u200b", None) == "কো"

    def test_refusal_names_an_example(self):
        with pytest.raises(ValidationError, match="বাংলাদেশ-ব্যাংক"):
            validate_slug("a b")

    def test_column_holds_eighty_characters(self):
        assert self.field.max_length == 80
        assert self.field.clean("ক" * 80, None) == "ক" * 80
