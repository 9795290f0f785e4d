"""The outer form of a comment: name, e-mail, text; lengths as a reader counts them."""

from collections.abc import Iterator

import regex
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bangla.text import grapheme_count, has_bidi_override, has_control_characters
from comments import emails, policy
from comments.findings import Facts, Finding
from comments.models import Severity

_line_end = regex.compile(r"[\t\r\n\u2028\u2029]")
# Four Bangla signs on one letter are spelling (nukta, two halves of ো, chandrabindu), seven are a prank;
# of other scripts, Vietnamese needs two.
_heap = regex.compile(r"\p{M}{7,}|[\p{M}--\p{Block=Bengali}]{4,}", regex.V1)


def has_good_shape(facts: Facts) -> Iterator[Finding]:
    """Refuse what is too short, too long or made of characters that deceive; every fault is named."""
    yield from _name_faults(facts)
    yield from _email_faults(facts)
    yield from _text_faults(facts)


def _name_faults(facts: Facts) -> Iterator[Finding]:
    least, most = policy.NAME_LENGTH
    if not facts.name:
        yield _fault("name_missing", "name")
    elif len(facts.name) > policy.NAME_CHARACTERS or grapheme_count(facts.name) > most:
        yield _fault("name_long", "name", str(most))
    elif grapheme_count(facts.name) < least:
        yield _fault("name_short", "name", str(least))
    if _deceives(facts.typed_name) or _line_end.search(facts.typed_name.strip()):
        yield _fault("characters", "name")


def _email_faults(facts: Facts) -> Iterator[Finding]:
    if not facts.typed_email:
        if facts.notify:
            yield _fault("email_missing", "email")
        return
    # Small letters and canonical signs can be more than those that were typed.
    is_long = max(len(facts.typed_email), len(facts.email)) > policy.EMAIL_CHARACTERS
    if is_long or not _is_email(facts.typed_email):
        yield _fault("email", "email")


def _is_email(typed: str) -> bool:
    try:
        validate_email(typed)
    except ValidationError:
        return False
    return emails.can_be_written_to(typed)


def _text_faults(facts: Facts) -> Iterator[Finding]:
    least, most = policy.TEXT_LENGTH
    if not facts.body:
        yield _fault("text_missing", "body")
        return
    if len(facts.typed_body.encode("utf-8", "replace")) > policy.TEXT_BYTES:
        yield _fault("text_long", "body", str(most))
        return
    length = grapheme_count(facts.body)
    if length > most:
        yield _fault("text_long", "body", str(most))
    elif length < least:
        yield _fault("text_short", "body", str(least))
    if facts.body.count("\n") >= policy.TEXT_LINES:
        yield _fault("many_lines", "body", str(policy.TEXT_LINES))
    if _deceives(facts.typed_body):
        yield _fault("characters", "body")


def _deceives(text: str) -> bool:
    # U+FFFD stands where a broken byte was: nobody types it.
    return (
        has_bidi_override(text)
        or has_control_characters(text)
        or "\ufffd" in text
        or _heap.search(text) is not None
    )


def _fault(code: str, field: str, detail: str = "") -> Finding:
    return Finding("shape", code, Severity.BLOCK, detail=detail, field=field)
