"""Secrets of the second step at rest: encrypted with a key made from SECRET_KEY (docs/decisions/0026)."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"newsroom.two-step.1"


class KeyChanged(Exception):
    """Raised for a secret that none of the site's keys opens: SECRET_KEY is another one by now."""


def encrypt(text: str) -> str:
    """Return a text as only this site's key reads it."""
    return _box().encrypt(text.encode()).decode("ascii")


def decrypt(stored: str) -> str:
    """Return what was encrypted with SECRET_KEY or one of SECRET_KEY_FALLBACKS; raises KeyChanged for anything else."""
    try:
        return _box().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise KeyChanged("SECRET_KEY has changed since this was stored.") from error


def _box() -> MultiFernet:
    return _box_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    # RFC 5869: SECRET_KEY is random, so it needs no salt and no slow derivation.
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, PURPOSE).derive(key.encode())))
        for key in keys
    )
