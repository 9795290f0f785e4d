"""How passwords are kept: Argon2id, at a cost that a small server can bear for a whole newsroom at once."""

import threading
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE: Final = 4
"""Hashes that one process works on at a time; the others wait in line."""

_turn = threading.BoundedSemaphore(AT_ONCE)


class ThriftyArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: OWASP's first choice of the cheaper ones (Password Storage Cheat Sheet).

    Django's own values take 100 MiB a sign-in: 128 threads of one server process would want
    12 GiB. Here four at a time take 76 MiB, whatever comes.
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> Any:
        with _turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turn:
            return bool(super().verify(password, encoded))
