"""Settings from the environment: each reader fails loudly on a value it cannot understand."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def envbool(name: str, default: bool = False) -> bool:
    """Return a switch; anything but yes/no words raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower()
    if name not in os.environ:
        return default
    if value in TRUE or value in FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name}={value!r}: write yes or no.")


def envint(name: str, default: int) -> int:
    """Return a whole number; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number.") from error


def envlist(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of a value, without empty ones."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def envsecret(var: Path) -> str:
    """Return SECRET_KEY, the content of SECRET_KEY_FILE, or a key generated once into `var`."""
    if key := os.environ.get("SECRET_KEY", ""):
        return _strong(key, "SECRET_KEY")
    if path := os.environ.get("SECRET_KEY_FILE", ""):
        return _strong(Path(path).read_text(encoding="utf-8").strip(), path)
    path = var / "secret-key"
    var.mkdir(parents=True, exist_ok=True)
    try:  # O_EXCL: of several processes that start at once, one writes and all read the same key
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _strong(path.read_text(encoding="utf-8").strip(), str(path))
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def _strong(key: str, where: str) -> str:
    if len(key) < 32 or len(set(key)) < 8:
        raise ImproperlyConfigured(f"{where} holds a weak key: 32 random characters at least.")
    return key


def database(url: str, var: Path) -> dict:
    """Return Django's DATABASES entry for a DATABASE_URL; empty means SQLite in `var`.

    `?synchronous=NORMAL` (SQLite) trades the last commits at a power cut for speed;
    `?pool=no` (PostgreSQL) is for PgBouncer in transaction mode.
    """
    parts = urlsplit(url or f"sqlite:///{var / 'newsroom.sqlite3'}")
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")), query.get("synchronous", "FULL"))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts, query)
    raise ImproperlyConfigured(f"DATABASE_URL: {parts.scheme!r} is neither sqlite nor postgresql.")


def _sqlite(path: str, synchronous: str) -> dict:
    if synchronous not in {"FULL", "NORMAL"}:
        raise ImproperlyConfigured("DATABASE_URL: synchronous is FULL or NORMAL.")
    pragmas = (
        f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "CONN_MAX_AGE": None,
    }


def _postgresql(parts, query: dict) -> dict:
    pooled = query.get("pool", "yes") != "no"
    # A pool keeps connections itself; behind PgBouncer prepared statements and cursors
    # of the server would outlive the transaction they belong to.
    options: dict = {"pool": {"min_size": 1, "max_size": 16, "timeout": 5}} if pooled else {}
    options |= {} if pooled else {"prepare_threshold": None}
    options |= {key: value for key, value in query.items() if key in {"sslmode", "options"}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": not pooled,
    }


def cache(url: str, var: Path) -> dict:
    """Return Django's CACHES entry for a CACHE_URL (redis:// or rediss://); empty means files in `var`.

    Never per-process memory: sign-in throttles are counted here by all workers of the host.
    """
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(var / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    if urlsplit(url).scheme in {"redis", "rediss"}:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    raise ImproperlyConfigured("CACHE_URL begins with redis:// or rediss://.")


def mailer(url: str) -> dict:
    """Return Django's MAILERS entry for an EMAIL_URL (smtp:// or smtps://); empty prints to the console."""
    if not url:
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://, smtp+tls:// or smtps://.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }
