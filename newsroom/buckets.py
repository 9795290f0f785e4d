"""Where uploads and copies of backups lie: on disk, or in an S3 bucket, as the environment says."""

import re

from django.core.exceptions import ImproperlyConfigured

from newsroom.env import parts_of

S3_CONNECT_SECONDS, S3_READ_SECONDS, S3_RETRIES = 2, 5, 2
"""A storage out of reach costs each call 9 s at most, one that accepts and then is silent 18 s."""
S3_CONNECTIONS = 32
"""Kept open by a process; further threads open one of their own for a moment."""
S3_KEPT_BYTES = 4_194_304
"""A file read from S3 waits in memory up to this size, beyond it in a temporary file."""


def uploads(bucket: str, endpoint: str, access_key: str, secret_key: str, address: str) -> dict:
    """Return the entry of uploads in Django's STORAGES: an S3 bucket; without one, files on disk.

    `address` is the whole address of our view that sends uploads: objects are private, and what
    a page links is that view, never the bucket. Without keys boto looks for them where it always
    does (the machine's role). Raises ImproperlyConfigured for settings that would be half used.
    """
    bucket, endpoint = bucket.strip(), endpoint.strip().rstrip("/")
    if not bucket:
        if endpoint or access_key or secret_key:
            raise ImproperlyConfigured("S3_BUCKET is not set, other S3_ settings are: name it.")
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if not re.fullmatch(r"[A-Za-z0-9._-]{3,255}", bucket):
        raise ImproperlyConfigured("S3_BUCKET is the bucket's name alone, no address and no path.")
    if bool(access_key) != bool(secret_key):
        raise ImproperlyConfigured(
            "S3_ACCESS_KEY and S3_SECRET_KEY are set together or not at all."
        )
    if endpoint:
        _only_http(endpoint)
    scheme, _, place = address.partition("//")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "default_acl": None,
            "file_overwrite": False,
            "custom_domain": place.rstrip("/"),
            "url_protocol": scheme,
            "max_memory_size": S3_KEPT_BYTES,
            **_s3_configs(is_elsewhere=bool(endpoint)),
        },
    }


def _only_http(endpoint: str) -> None:
    """Raise ImproperlyConfigured for an endpoint that is more or less than http(s)://host[:port][/path]."""
    parts = parts_of("S3_ENDPOINT_URL", endpoint)
    is_whole = parts.scheme in {"http", "https"} and parts.hostname
    if not is_whole or "@" in parts.netloc or parts.query or parts.fragment:
        raise ImproperlyConfigured("S3_ENDPOINT_URL is http(s)://host[:port], without keys.")


def _s3_configs(*, is_elsewhere: bool) -> dict:
    """Return boto's settings; only here is it imported, and only a paper that chose S3 needs it.

    Elsewhere than at Amazon a bucket seldom has a host name of its own, and some servers refuse
    the checksums that boto adds since 1.36.
    """
    try:
        import storages  # noqa: F401  the backend is imported at its first use
        from boto3.s3.transfer import TransferConfig
        from botocore.config import Config
    except ImportError as error:
        raise ImproperlyConfigured(
            "S3_BUCKET needs packages that are not here: pip install -r requirements-scale.txt."
        ) from error
    elsewhere: dict = {
        "s3": {"addressing_style": "path"},
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    client = Config(
        signature_version="s3v4",
        connect_timeout=S3_CONNECT_SECONDS,
        read_timeout=S3_READ_SECONDS,
        max_pool_connections=S3_CONNECTIONS,
        retries={"mode": "standard", "total_max_attempts": 1 + S3_RETRIES},
        **(elsewhere if is_elsewhere else {}),
    )
    # In the request's own thread: pictures are small, a pool of threads for each would not be.
    # Its own retries would multiply the client's: a file would take three times as long to fail.
    transfer = TransferConfig(use_threads=False, num_download_attempts=1)
    return {"client_config": client, "transfer_config": transfer}
