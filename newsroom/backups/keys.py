"""The paper's secret key and its backups: how a file tells which key its rows go with."""

import hmac
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.backups.refusals import Refusal


def fingerprint(key: str) -> str:
    """Return what tells one secret key from another and gives neither away."""
    return hmac.new(key.encode(), b"newsroom.backups", "sha256").hexdigest()[:32]


def is_generated() -> bool:
    """Whether the key in use is the one that Newsroom made into var/, and nobody chose it."""
    return not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"))


def require_fitting(head: dict, secret: str, *, new_key: bool) -> None:
    """Raise Refusal for a backup that was made under another key, unless it brings it or that is wanted."""
    if head["key"] == fingerprint(settings.SECRET_KEY) or new_key:
        return
    if secret and is_generated():
        return
    raise Refusal(
        _(
            "The backup was made under another secret key. Put the old paper's key (SECRET_KEY, or its file var/secret-key) "
            "here and restore again; or restore with --new-key: then links in mails that were sent, preview links, the second "
            "step of sign-ins, remembered browsers of readers and bans of their addresses are void."
        )
    )


def put(secret: str) -> None:
    """Make the key that a sealed backup brought the paper's own, in place of the one just generated."""
    path = Path(settings.VAR) / "secret-key"
    draft = path.with_name(f".{path.name}-restored")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
