"""A copy of each backup in a bucket (BACKUP_S3_BUCKET), read back before it counts as one."""

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom import buckets
from newsroom.backups.container import PIECE
from newsroom.backups.refusals import Refusal


def bucket() -> Any:
    """Return the bucket of copies: at the same server, and with the same keys, as that of uploads."""
    from storages.backends.s3 import S3Storage

    options = buckets.uploads(
        bucket=settings.BACKUP_S3_BUCKET,
        endpoint=os.environ.get("S3_ENDPOINT_URL", ""),
        access_key=os.environ.get("S3_ACCESS_KEY", ""),
        secret_key=os.environ.get("S3_SECRET_KEY", ""),
        address=settings.SITE_URL,
    )["OPTIONS"]
    return S3Storage(**options).bucket


def copy(path: Path) -> str:
    """Send a backup in parts and read it back; return where it is. Raises Refusal where that is not the same."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        there = bucket()
        there.upload_file(str(path), path.name)
        body = there.Object(path.name).get()["Body"]
        came_back = _sum(iter(lambda: body.read(PIECE), b""))
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise Refusal(
            _("The copy could not be made: %(error)s") % {"error": str(error)[:300]}
        ) from error
    with path.open("rb") as file:
        kept = _sum(iter(lambda: file.read(PIECE), b""))
    if came_back != kept:
        raise Refusal(_("The copy in the bucket is not the same as the file."))
    return f"s3://{settings.BACKUP_S3_BUCKET}/{path.name}"


def copied() -> list[str]:
    """Return the names in the bucket."""
    return [found.key for found in bucket().objects.all()]


def remove(names: list[str]) -> None:
    """Delete copies whose time is over."""
    there = bucket()
    for name in names:
        there.Object(name).delete()


def _sum(pieces: Any) -> tuple[int, bytes]:
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, digest.digest()
