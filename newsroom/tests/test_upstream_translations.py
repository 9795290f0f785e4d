"""Nothing that an installed package says reaches the desk or a reader in English."""

import ast
import gettext
import importlib.util
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from django.utils.timesince import timesince
from django.views.i18n import JavaScriptCatalog
from django_tasks_db.models import DBTaskResult

UPSTREAM = settings.BASE_DIR / "locale_upstream" / "bn" / "LC_MESSAGES"
CATALOGUES = ["django", "djangojs"]
PACKAGES = [
    "django.conf",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.sites",
    "allauth",
    "taggit",
]
# allauth keeps one catalogue for everything; of its sign-in through others only our own pages are
# shown (people/oidc), and its identity provider is not installed.
ALLAUTH_PARTS = ("account/", "core/", "mfa/", "usersessions/")
EDITOR_SOURCE = "static/django_prose_editor/editor.js.map"

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
TAG = re.compile(r"<[^>]*>")
# Names and notations that a Bangla sentence keeps in Latin letters.
KEPT_IN_LATIN = re.compile(
    r"YYYY-MM-DD|\[?\[?(?:DD\] )?\[*HH:\]?MM\S*|IPv[46]|UUID|JSON|HTML|HTTPS|CSRF"
    r"|True|False|None|DEBUG=|“Referer”|“Referrer-Policy: no-referrer”|“last”"
    r"|\.allow_(?:future|empty)|get_absolute_url"
)
OTHER_SPELLINGS = re.compile(r"ঘন্টা|কোন(?= )|ইমেইল|সদস্যনাম|অনুমোদন সমূহ|লিঙ্ক|একাউন্ট|!$|ঃ$")


class Message(NamedTuple):
    context: str | None
    singular: str
    plural: str | None
    translations: list[str]
    sources: str


def read_po(path):
    """The messages of a .po file, its header left out; gettext's own tools are not needed."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    messages = [read_message(block) for block in blocks]
    return [message for message in messages if message and message.singular]


def read_message(block):
    """One message of a .po file, or None where a block holds no message."""
    parts, current, sources = {}, None, []
    for line in block.splitlines():
        if line.startswith("#:"):
            sources.append(line[2:])
        elif match := re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line):
            current, quoted = match.groups()
            parts[current] = ast.literal_eval(quoted)
        elif line.startswith('"') and current:
            parts[current] += ast.literal_eval(line)
    if "msgid" not in parts:
        return None
    translations = [text for name, text in parts.items() if name.startswith("msgstr")]
    plural = parts.get("msgid_plural")
    return Message(parts.get("msgctxt"), parts["msgid"], plural, translations, " ".join(sources))


def english_catalogue(package, domain="django"):
    messages = read_po(package_folder(package) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po")
    return [message for message in messages if package != "allauth" or can_show(message)]


def can_show(message):
    """Whether a part of allauth that this site can install uses a message."""
    return any(
        source.startswith((*ALLAUTH_PARTS, *(f"templates/{part}" for part in ALLAUTH_PARTS)))
        for source in message.sources.replace("./", "").split()
    )


def package_folder(name):
    return Path(importlib.util.find_spec(name).origin).parent


def editor_labels():
    """Every text that the story editor hands to gettext, read from its unpacked sources."""
    path = package_folder("django_prose_editor") / EDITOR_SOURCE
    bundle = json.loads(path.read_text(encoding="utf-8"))
    return {
        label
        for name, source in zip(bundle["sources"], bundle["sourcesContent"], strict=True)
        if "node_modules" not in name
        for label in re.findall(r'\bgettext\(\s*"([^"]+)"', source)
    }


def shown(message):
    """What gettext answers for a message in the language that is active, every form of it."""
    context, singular, plural = message[:3]
    if plural and context:
        return [translation.npgettext(context, singular, plural, n) for n in (1, 2)]
    if plural:
        return [translation.ngettext(singular, plural, n) for n in (1, 2)]
    if context:
        return [translation.pgettext(context, singular)]
    return [translation.gettext(singular)]


def latin_left_in(text):
    """The Latin letters and digits of a Bangla sentence that are neither notation nor markup."""
    bare = KEPT_IN_LATIN.sub("", TAG.sub("", PLACEHOLDER.sub("", text)))
    return "".join(re.findall(r"[A-Za-z0-9]+", bare))


@pytest.fixture
def bangla():
    with translation.override("bn"):
        yield


@pytest.fixture
def desk_script_catalogue(bangla):
    """The words that the desk's scripts get, asked for as the admin site asks for them."""
    view = JavaScriptCatalog.as_view(packages=["django.contrib.admin"])
    source = view(RequestFactory().get("/admin/jsi18n/")).content.decode()
    return json.loads(re.search(r"const newcatalog = (\{.*?\});", source, re.DOTALL).group(1))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_message_of_an_installed_package_comes_back_in_english(bangla, package):
    messages = english_catalogue(package)

    english = {m.singular: shown(m) for m in messages if any(map(latin_left_in, shown(m)))}

    assert messages
    assert english == {}


def test_labels_of_background_tasks_are_bangla(bangla):
    meta = DBTaskResult._meta
    labels = [field.verbose_name for field in meta.fields if not field.primary_key]

    texts = [str(label) for label in (*labels, meta.verbose_name, meta.verbose_name_plural)]

    assert [text for text in texts if latin_left_in(text)] == []


def test_every_word_of_the_admin_scripts_is_bangla(desk_script_catalogue):
    wanted = {
        f"{m.context}\x04{m.singular}" if m.context else m.singular
        for m in english_catalogue("django.contrib.admin", "djangojs")
    }

    given = {key: desk_script_catalogue.get(key, key) for key in wanted}

    english = {
        key: value
        for key, value in given.items()
        if any(map(latin_left_in, [value] if isinstance(value, str) else value))
    }
    assert wanted
    assert english == {}


def test_every_word_of_the_story_editor_is_bangla(desk_script_catalogue):
    given = {label: desk_script_catalogue.get(label, label) for label in editor_labels()}

    assert given
    assert {label: text for label, text in given.items() if latin_left_in(text)} == {}


def test_date_picker_writes_the_day_before_the_month(desk_script_catalogue):
    assert desk_script_catalogue["%(month)s %(day)s, %(year)s"] == "%(day)s %(month)s %(year)s"


@pytest.mark.parametrize("domain", CATALOGUES)
def test_translations_are_stored_in_canonical_form(domain):
    texts = [
        text for message in read_po(UPSTREAM / f"{domain}.po") for text in message.translations
    ]

    assert [text for text in texts if unicodedata.normalize("NFC", text) != text] == []
    assert [text for text in texts if re.search("[\u200b-\u200f\ufeff]", text)] == []


@pytest.mark.parametrize("domain", CATALOGUES)
def test_translations_keep_to_the_spelling_of_the_house(domain):
    messages = [m for m in read_po(UPSTREAM / f"{domain}.po") if m.singular != ":?.!"]

    texts = [text for message in messages for text in message.translations]

    assert [text for text in texts if OTHER_SPELLINGS.search(text)] == []


@pytest.mark.parametrize("domain", CATALOGUES)
def test_translations_keep_placeholders_markup_and_edges(domain):
    broken = []

    for message in read_po(UPSTREAM / f"{domain}.po"):
        source = message.plural or message.singular
        for text in message.translations:
            same_names = set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(source))
            same_tags = sorted(TAG.findall(text)) == sorted(TAG.findall(source))
            same_edges = edges(text) == edges(message.singular)
            if not (text and same_names and same_tags and same_edges):
                broken.append((message.singular, text))

    assert broken == []


def edges(text):
    return (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])


@pytest.mark.parametrize("domain", CATALOGUES)
def test_every_message_is_translated_once(domain):
    keys = [message[:3] for message in read_po(UPSTREAM / f"{domain}.po")]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("domain", CATALOGUES)
def test_compiled_catalogue_is_as_fresh_as_its_source(domain):
    with (UPSTREAM / f"{domain}.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog

    written = {}
    for message in read_po(UPSTREAM / f"{domain}.po"):
        key = f"{message.context}\x04{message.singular}" if message.context else message.singular
        if message.plural:
            written |= {(key, form): text for form, text in enumerate(message.translations)}
        else:
            written[key] = message.translations[0]
    del catalogue[""]
    assert catalogue == written


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=5), "5 মিনিট"),
        (timedelta(hours=1), "1 ঘণ্টা"),
        (timedelta(days=1, hours=2), "1 দিন, 2 ঘণ্টা"),
        (timedelta(days=14), "2 সপ্তাহ"),
    ],
)
def test_lengths_of_time_are_bangla_words(bangla, length, text):
    moment = datetime(2024, 12, 26, 7, 31, tzinfo=UTC)

    assert timesince(moment - length, moment).replace("\xa0", " ") == text


def test_signing_in_speaks_of_a_users_name(bangla):
    assert translation.gettext("username") == translation.gettext("Username") == "ব্যবহারকারীর নাম"


def test_today_begins_with_a_letter(bangla):
    assert translation.gettext("Today") == "আজ"


def test_english_stays_english_for_those_who_chose_it():
    with translation.override("en"):
        assert translation.gettext("Save and continue editing") == "Save and continue editing"
