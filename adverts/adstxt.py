"""ads.txt as networks read it: each line judged by the specification of the IAB, version 1.1 (iabtechlab.com/ads-txt)."""

import re

from django.utils.translation import gettext as _

from bangla.digits import to_bangla
from bangla.text import excerpt

MOST_FAULTS = 20
"""As many bad lines are named at once."""
SHOWN = 60

VARIABLES = {"CONTACT", "SUBDOMAIN", "INVENTORYPARTNERDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN"}
DOMAINS = VARIABLES - {"CONTACT"}
RELATIONS = {"DIRECT", "RESELLER"}

_domain = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+", re.I)
_word = re.compile(r"[!-~]+")
_variable = re.compile(r"([A-Za-z]+)\s*=\s*(.*)")


def tidied(text: str) -> str:
    """Return the text as it is sent: no spaces at the ends of lines, one line end at its end; "" for nothing but spaces."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    whole = "\n".join(lines).strip("\n")
    return f"{whole}\n" if whole else ""


def faults(text: str) -> list[str]:
    """Return a sentence for each line that no network would understand, MOST_FAULTS at most."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        fault = _fault(line)
        if fault:
            found.append(
                _("Line %(n)s, “%(text)s”: %(fault)s")
                % {"n": to_bangla(number), "text": excerpt(line.strip(), SHOWN), "fault": fault}
            )
    return found[:MOST_FAULTS]


def _fault(line: str) -> str:
    """Return what is wrong with a line, a comment and extensions behind `;` left out; "" for a good or an empty one."""
    record = line.lstrip("\ufeff").partition("#")[0].partition(";")[0].strip()
    if not record:
        return ""
    named = _variable.fullmatch(record)
    return _fault_of_variable(named[1], named[2]) if named else _fault_of_record(record)


def _fault_of_variable(name: str, value: str) -> str:
    if name.upper() not in VARIABLES:
        return _("there is no such variable; they are %(names)s.") % {"names": ", ".join(sorted(VARIABLES))}  # fmt: skip
    if not value:
        return _("the value is missing.")
    if name.upper() in DOMAINS and not _domain.fullmatch(value.partition(",")[0].strip()):
        return _("a domain stands after =, such as example.com.")
    return ""


def _fault_of_record(record: str) -> str:
    fields = [field.strip() for field in record.split(",")]
    if len(fields) not in {3, 4}:
        return _("three or four parts with commas between them: domain, account, DIRECT or RESELLER, certification.")  # fmt: skip
    if not _domain.fullmatch(fields[0]):
        return _("a domain comes first, such as google.com.")
    if not _word.fullmatch(fields[1]):
        return _("the number of your account comes second, without spaces.")
    if fields[2].upper() not in RELATIONS:
        return _("DIRECT or RESELLER comes third.")
    if len(fields) == 4 and not _word.fullmatch(fields[3]):
        return _("the last part is the network's certification, without spaces.")
    return ""
