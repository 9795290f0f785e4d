"""The storage of uploads is out of reach: which errors say so, and how a reader of files raises them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LIBRARIES: Final = {"botocore", "boto3", "s3transfer"}
"""Packages through which a bucket is reached, and only a bucket. Their errors are known by name: boto may not be installed."""

NETWORK: Final = LIBRARIES | {"urllib3"}
"""What may fail while a file is read from a bucket."""

NOT_THERE: Final = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""What the storage answers about a name; all other errors of a disk say that there is no answer."""


class StorageAway(Exception):
    """A file could not be read, or not to its end, for a reason that is none of its name's."""


def is_storage_away(error: BaseException | None) -> bool:
    """Whether an error, from wherever it came, says that the storage cannot be reached or does not let us in."""
    return isinstance(error, StorageAway) or _is_of(error, LIBRARIES)


@contextmanager
def reading() -> Iterator[None]:
    """Raise StorageAway for what disk or network raise inside; that a file is not there passes as it is."""
    try:
        yield
    except NOT_THERE:
        raise
    except Exception as error:
        if isinstance(error, OSError) or _is_of(error, NETWORK):
            raise StorageAway(f"{type(error).__name__}: {error}") from error
        raise


def _is_of(error: BaseException | None, packages: set[str]) -> bool:
    return any(kind.__module__.partition(".")[0] in packages for kind in type(error).__mro__)
