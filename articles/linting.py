"""The proofreader on the desk: bangla/lint.py's rules as the editor takes them, with what each kind is called."""

from typing import Any

from django.utils.translation import gettext as _

from bangla.lint import RULES


def lint_data() -> dict[str, Any]:
    """Return the rules, and the name of each kind in the language of the person at the desk."""
    kinds = {
        "danda": _("Another sign in place of a danda"),
        "space": _("A space before the danda"),
        "visarga": _("A visarga in place of a colon"),
        "digits": _("Latin digits"),
        "quotes": _("Two kinds of quotation marks"),
    }
    return {"rules": [rule._asdict() for rule in RULES], "kinds": kinds}
