"""Entries of a word list as lines of text: read with every bad line named, written, and brought into the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from bangla.digits import to_bangla
from bangla.text import excerpt
from bangla.wordlist import skeleton
from comments.models import WordEntry, WordList, WordsStamp
from comments.models.wordlist import ENTRY_LENGTH
from paper.fields import clean_line

MOST_ENTRIES: Final = 5_000
MOST_FAULTS: Final = 20
"""As many bad lines are named at once."""
SHORTEST: Final = {WordEntry.Match.SUBSTRING: 3}
"""Letters and signs an entry has at least; two where nothing else stands: a single letter stands everywhere."""
SHOWN: Final = 40


@dataclass
class Lines:
    """What a text holds: text → how it counts, and a sentence for each bad line."""

    entries: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(text: str) -> Lines:
    """Read one entry a line: `word`, `=word` for this form alone, `*word*` for inside words as well.

    Empty lines are passed over, a line that stands twice is one.
    """
    lines = Lines()
    for number, line in enumerate(text.splitlines(), 1):
        entry, how = _entry(line)
        if not clean_line(line):
            continue
        fault = _fault(entry, how, lines)
        if not fault:
            lines.entries[entry] = how
        elif len(lines.faults) < MOST_FAULTS:
            lines.faults.append(
                _("Line %(n)s, “%(text)s”: %(fault)s")
                % {"n": to_bangla(number), "text": excerpt(clean_line(line), SHOWN), "fault": fault}
            )
    if len(lines.entries) > MOST_ENTRIES:
        lines.faults.append(too_many())
    return lines


def too_many() -> str:
    """Return the sentence for a list that would grow too long."""
    return _("A list holds at most %(n)s entries. Put the rest into another list.") % {
        "n": to_bangla(MOST_ENTRIES)
    }


def write(entries: Iterable[tuple[str, str]]) -> str:
    """Return entries (text, how it counts) as lines that `read` reads alike."""
    forms = {WordEntry.Match.WORD: "={}", WordEntry.Match.SUBSTRING: "*{}*"}
    return "\n".join(forms.get(WordEntry.Match(how), "{}").format(text) for text, how in entries)


@transaction.atomic
def bring_in(
    word_list: WordList, typed: Mapping[str, str], *, shown: Mapping[str, str], by: Any
) -> None:
    """Make what was changed in the text a change of the list: `typed` beside what had been `shown`.

    An entry that a colleague has added meanwhile was not shown, and stays. Counts stay with
    the entries that stay.
    """
    WordsStamp.renew()
    # Entries are locked in one order, as those are in which comments are counted.
    kept = {
        entry.text: entry
        for entry in word_list.entries.select_for_update(no_key=True).order_by("pk")
    }
    gone = [kept[text].pk for text in shown.keys() - typed.keys() if text in kept]
    if gone:
        word_list.entries.filter(pk__in=gone).delete()
    for text, how in typed.items():
        if text in kept and shown.get(text) != how and kept[text].match != how:
            word_list.entries.filter(pk=kept[text].pk).update(match=how)
    new = [
        WordEntry(word_list=word_list, text=text, match=how, added_by=by)
        for text, how in typed.items()
        if text not in kept and text not in shown
    ]
    if new:
        # A colleague may bring in the same word at the same moment: one of them is enough.
        WordEntry.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def _entry(line: str) -> tuple[str, str]:
    text = clean_line(line)
    if text.startswith("="):
        return clean_line(text[1:]), WordEntry.Match.WORD
    if len(text) > 1 and text.startswith("*") and text.endswith("*"):
        return clean_line(text.strip("*")), WordEntry.Match.SUBSTRING
    return text, WordEntry.Match.STEM


def _fault(entry: str, how: str, lines: Lines) -> str:
    letters = skeleton(entry)
    if not letters:
        return _("holds no letter")
    if len(letters) < SHORTEST.get(WordEntry.Match(how), 2):
        return _("is too short: it would be found in nearly every comment")
    if len(entry) > ENTRY_LENGTH:
        return _("is longer than %(n)s characters") % {"n": to_bangla(ENTRY_LENGTH)}
    if lines.entries.get(entry, how) != how:
        return _("stands above already and counts in another way")
    return ""
