"""Settings from the environment: each reader fails loudly on a value it cannot understand."""

import ipaddress
import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LIBPQ = {
    "application_name", "channel_binding", "connect_timeout", "options", "sslcert", "sslkey",
    "sslmode", "sslrootcert", "target_session_attrs",
}  # fmt: skip
"""Parameters of a PostgreSQL URL that go to the driver as they are."""
LOOPBACK = {"127.0.0.1", "localhost"}
"""Hosts on which the port alone may tell the advertisements' origin from the paper's."""
SHORTEST_PASSPHRASE = 16
POOL_SECONDS = 2
"""How long a request waits for a connection before it says that the database is away."""


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


def envchoice(name: str, default: str, choices: set[str]) -> str:
    """Return one word of `choices`; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write {' or '.join(sorted(choices))}.")
    return value


def envtoken(name: str) -> str:
    """Return a password between machines, "" when there is none; a short one raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    if value and (len(value) < 16 or not value.isascii() or not value.isprintable()):
        raise ImproperlyConfigured(f"{name} is too weak: 16 random characters at least, ASCII.")
    return value


def envpassphrase(name: str) -> str:
    """Return a passphrase, "" when there is none; one that is soon guessed raises ImproperlyConfigured."""
    phrase = os.environ.get(name, "")
    if phrase and len(phrase) < SHORTEST_PASSPHRASE:
        raise ImproperlyConfigured(f"{name} is soon guessed: write five words, or {SHORTEST_PASSPHRASE} characters at least.")  # fmt: skip
    return phrase


def envlist(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of a value, without empty ones."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def envnetworks(name: str) -> list[str]:
    """Return the addresses and networks (10.0.0.0/8) of a value; anything else raises ImproperlyConfigured."""
    networks = envlist(name)
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}.") from error
    return networks


def envclock(name: str, default: str) -> tuple[int, int] | None:
    """Return hour and minute of HH:MM, None for `no`; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower() or default
    if value in FALSE:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value, re.ASCII)
    if not found:
        raise ImproperlyConfigured(f"{name}={value!r}: write a time such as 03:30, or no.")
    return int(found[1]), int(found[2])


def envkept(name: str, default: str) -> tuple[int, int, int]:
    """Return how many days, weeks and months are kept; anything but three numbers raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip() or default
    found = re.fullmatch(r"([1-9]\d{0,2}),(\d{1,3}),(\d{1,3})", value, re.ASCII)
    if not found:
        raise ImproperlyConfigured(f"{name}={value!r}: write days, weeks and months such as 7,4,6.")
    return int(found[1]), int(found[2]), int(found[3])


def envorigin(name: str, default: str) -> str:
    """Return an origin, http(s)://host[:port]; anything more or less raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().rstrip("/") or default
    parts = parts_of(name, value)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or f"{parts.scheme}://{parts.netloc}" != value
        or "@" in value
    ):
        raise ImproperlyConfigured(f"{name} is http(s)://host[:port] and nothing more.")
    return value


def adsorigin(site: str) -> str:
    """Return ADS_ORIGIN, the origin of frames with other people's scripts; "" when there is none.

    Raises ImproperlyConfigured for an origin that would not keep them apart from the paper (`site`, its
    origin): cookies know no ports, so another port is enough on the loopback alone.
    """
    if not os.environ.get("ADS_ORIGIN", "").strip():
        return ""
    origin = envorigin("ADS_ORIGIN", "")
    paper, ads = urlsplit(site), urlsplit(origin)
    if not re.fullmatch(r"[a-z0-9.-]+", ads.netloc.partition(":")[0]):
        raise ImproperlyConfigured("ADS_ORIGIN has a host name in small ASCII letters.")
    is_same_host = ads.hostname == paper.hostname
    if ads.netloc == paper.netloc or (is_same_host and ads.hostname not in LOOPBACK):
        raise ImproperlyConfigured(
            "ADS_ORIGIN is another host than SITE_URL: scripts of advertisers run there."
        )
    if paper.scheme == "https" and ads.scheme != "https":
        raise ImproperlyConfigured(
            "ADS_ORIGIN is https where SITE_URL is: browsers show no other frames."
        )
    return origin


def envsecret(var: Path) -> str:
    """Return SECRET_KEY, the content of SECRET_KEY_FILE, or a key generated once into `var`."""
    if key := os.environ.get("SECRET_KEY", ""):
        return _strong(key, "SECRET_KEY")
    if path := os.environ.get("SECRET_KEY_FILE", ""):
        return _read_key(Path(path))
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        _write_key_once(path)
    return _read_key(path)


def _write_key_once(path: Path) -> None:
    """Give the file its key, whole: of processes that start at once one names its file so, all read that."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _read_key(path: Path) -> str:
    try:
        return _strong(path.read_text(encoding="utf-8").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The secret key cannot be read: {error}.") from error


def _strong(key: str, where: str) -> str:
    if len(key) < 32 or len(set(key)) < 10 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{where} holds a weak key: 32 random characters at least.")
    return key


def parts_of(name: str, url: str) -> SplitResult:
    """Return the parts of a URL; raises ImproperlyConfigured for a port or a bracket that makes no sense."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}.") from error
    return parts


def database(url: str, var: Path) -> dict:
    """Return Django's DATABASES entry for a DATABASE_URL; empty means SQLite in `var`.

    `?synchronous=NORMAL` (SQLite) trades the last commits at a power cut for speed;
    `?pool=no` (PostgreSQL) is for PgBouncer in transaction mode.
    """
    parts = parts_of("DATABASE_URL", url or f"sqlite:///{quote(str(var / 'newsroom.sqlite3'))}")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "sqlite":
        _only_known(query, {"synchronous"})
        return _sqlite(unquote(parts.path.removeprefix("/")), query.get("synchronous", "FULL"))
    if parts.scheme in {"postgres", "postgresql"}:
        _only_known(query, {"pool", "host"} | LIBPQ)
        return _postgresql(parts, query)
    raise ImproperlyConfigured(f"DATABASE_URL: {parts.scheme!r} is neither sqlite nor postgresql.")


def _only_known(query: dict, known: set[str]) -> None:
    """Raise ImproperlyConfigured for a parameter that would be ignored: a misspelt sslmode is no TLS."""
    if unknown := sorted(set(query) - known):
        raise ImproperlyConfigured(f"DATABASE_URL: unknown parameter {', '.join(unknown)}.")


def _sqlite(path: str, synchronous: str) -> dict:
    if not path:
        raise ImproperlyConfigured("DATABASE_URL: sqlite:////absolute/path names no file.")
    if synchronous not in {"FULL", "NORMAL"}:
        raise ImproperlyConfigured("DATABASE_URL: synchronous is FULL or NORMAL.")
    pragmas = (
        f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728;PRAGMA cache_size=-2000;PRAGMA journal_size_limit=67108864"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "CONN_MAX_AGE": None,
    }


def _postgresql(parts, query: dict) -> dict:
    if query.get("pool", "yes") not in {"yes", "no"}:
        raise ImproperlyConfigured("DATABASE_URL: pool is yes or no.")
    pooled = query.get("pool", "yes") == "yes"
    # A pool keeps connections itself; behind PgBouncer prepared statements and cursors
    # of the server would outlive the transaction they belong to.
    options: dict = (
        {"pool": {"min_size": 1, "max_size": 16, "timeout": POOL_SECONDS}} if pooled else {}
    )
    options |= {} if pooled else {"prepare_threshold": None}
    options |= {key: value for key, value in query.items() if key in LIBPQ}
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


def single_sign_on() -> dict:
    """Return allauth's providers for OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_NAME; none set is none.

    A subject means somebody at its issuer only: ties made with one do not hold for the next.
    """
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    values = {name: os.environ.get(name, "").strip() for name in names}
    if not any(values.values()):
        return {}
    if missing := [name for name in names if not values[name]]:
        raise ImproperlyConfigured(f"Single sign-on also needs {', '.join(missing)}.")
    issuer = values["OIDC_ISSUER"]
    parts = parts_of("OIDC_ISSUER", issuer)
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or not (parts.scheme == "https" or is_here) or parts.query or "@" in parts.netloc:  # fmt: skip
        raise ImproperlyConfigured("OIDC_ISSUER is https://host[/path].")
    app = {
        "provider_id": f"oidc-{sha256(issuer.rstrip('/').encode()).hexdigest()[:16]}",
        "name": os.environ.get("OIDC_NAME", "").strip()[:40],
        "client_id": values["OIDC_CLIENT_ID"],
        "secret": values["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": issuer.rstrip("/")},
    }
    return {"sign_on": {"APP": app}}


def cache(url: str, var: Path) -> dict:
    """Return Django's CACHES entry for a CACHE_URL (redis:// or rediss://); empty means files in `var`.

    Never per-process memory: what allauth limits is counted here by all workers of the host.
    """
    if not url:
        return {
            "BACKEND": "newsroom.filecache.SharedFiles",
            "LOCATION": str(var / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    parts = parts_of("CACHE_URL", url)
    if parts.scheme in {"redis", "rediss"} and parts.hostname:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    raise ImproperlyConfigured("CACHE_URL is redis://host or rediss://host.")


def mailer(url: str) -> dict:
    """Return Django's MAILERS entry for an EMAIL_URL (smtp:// or smtps://); empty prints to the console."""
    if not url:
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = parts_of("EMAIL_URL", url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL is smtp://host, smtp+tls://host or smtps://host.")
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


def sentry(dsn: str) -> str:
    """Return a SENTRY_DSN, https://key@host/project, "" when there is none; raises ImproperlyConfigured for half a one."""
    dsn = dsn.strip()
    if not dsn:
        return ""
    parts = parts_of("SENTRY_DSN", dsn)
    is_whole = parts.scheme in {"http", "https"} and parts.username and parts.hostname
    if not is_whole or not parts.path.rpartition("/")[2].isdigit() or parts.query:
        raise ImproperlyConfigured("SENTRY_DSN is https://key@host/number, as Sentry shows it.")
    if find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(
            "SENTRY_DSN needs a package that is not here: pip install -r requirements-scale.txt."
        )
    return dsn
