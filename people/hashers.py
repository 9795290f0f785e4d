"""How passwords are kept: Argon2id, at a cost that a small server can bear for a whole newsroom at once."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE: Final = 4
"""Hashes that one process works on at a time; the others wait in line."""


class _Line:
    """The threads that do the work. They are few and always the same: each thread that hashes keeps its memory."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Take new threads: those of a parent process do not live on in its children."""
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")


_line = _Line()
os.register_at_fork(after_in_child=_line.begin)


class ThriftyArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: OWASP's first choice of the cheaper ones (Password Storage Cheat Sheet).

    With Django's own values a sign-in takes 100 MiB, and 128 threads of one server process would
    want 12 GiB.
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> Any:
        return _line.pool.submit(super().encode, password, salt).result()

    def verify(self, password: str, encoded: str) -> bool:
        return bool(_line.pool.submit(super().verify, password, encoded).result())
