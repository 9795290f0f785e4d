"""What is counted besides requests: rows of the log, comments, sign-ins; each from the signal of its own place."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction

from comments.moderation.receiving import received
from newsroom.operations import metrics
from paper.log import recorded
from paper.sentences import ACTS


def connect() -> None:
    """Begin to count; called once, when every application is there."""
    recorded.connect(_act, dispatch_uid="newsroom.metrics")
    received.connect(_comment, dispatch_uid="newsroom.metrics")
    user_logged_in.connect(_signed_in, dispatch_uid="newsroom.metrics")
    user_login_failed.connect(_not_signed_in, dispatch_uid="newsroom.metrics")


def _act(act: str, **kwargs: Any) -> None:
    label = act if act in ACTS else "other"
    transaction.on_commit(lambda: metrics.count(metrics.ACTS, act=label), robust=True)


def _comment(outcome: str, **kwargs: Any) -> None:
    metrics.count(metrics.COMMENTS, outcome=outcome)


def _signed_in(**kwargs: Any) -> None:
    metrics.count(metrics.SIGN_INS, outcome="ok")


def _not_signed_in(**kwargs: Any) -> None:
    metrics.count(metrics.SIGN_INS, outcome="failed")
