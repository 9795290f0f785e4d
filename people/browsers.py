"""What a browser says of itself, as far as people tell their browsers apart."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_BROWSERS: Final = (
    ("Edg", "edge"), ("OPR/", "opera"), ("Opera", "opera"), ("SamsungBrowser/", "samsung"), ("UCBrowser", "uc"),
    ("Firefox/", "firefox"), ("FxiOS/", "firefox"), ("Chrome/", "chrome"), ("CriOS/", "chrome"), ("Safari/", "safari"),
)  # fmt: skip
"""What stands in the name → which browser it is; the first that fits, since most of them also name others."""

_SYSTEMS: Final = (
    ("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("Windows", "windows"),
    ("Macintosh", "mac"), ("CrOS", "chromeos"), ("Linux", "linux"),
)  # fmt: skip

BROWSERS: Final = {
    "edge": gettext_lazy("Edge"), "opera": gettext_lazy("Opera"), "samsung": gettext_lazy("Samsung's browser"),
    "uc": gettext_lazy("UC Browser"), "firefox": gettext_lazy("Firefox"), "chrome": gettext_lazy("Chrome"),
    "safari": gettext_lazy("Safari"),
}  # fmt: skip
SYSTEMS: Final = {
    "iphone": gettext_lazy("iPhone"), "ipad": gettext_lazy("iPad"), "android": gettext_lazy("Android phone"),
    "windows": gettext_lazy("Windows computer"), "mac": gettext_lazy("Mac computer"),
    "chromeos": gettext_lazy("Chromebook"), "linux": gettext_lazy("Linux computer"),
}  # fmt: skip


def read(user_agent: str) -> tuple[str, str]:
    """Return browser and system as keys of BROWSERS and SYSTEMS, "" for what is unknown."""
    browser = next((key for mark, key in _BROWSERS if mark in user_agent), "")
    system = next((key for mark, key in _SYSTEMS if mark in user_agent), "")
    return browser, system


def in_words(browser: str, system: str) -> str:
    """Return a device as the list of sessions names it: Chrome, Android phone."""
    known = [BROWSERS.get(browser), SYSTEMS.get(system)]
    return ", ".join(str(word) for word in known if word) or _("Unknown browser")
