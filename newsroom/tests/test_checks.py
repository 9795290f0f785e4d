"""Checks of a deployment warn of what would only show itself later."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import OperationalError, connection
from PIL import features

from newsroom import checks


def ids(messages):
    return [message.id for message in messages]


def test_all_is_well_here():
    assert run_checks() == []


@pytest.mark.django_db
def test_database_of_the_tests_is_well():
    assert ids(run_checks(tags=[Tags.database], databases=["default"])) == []


def test_pillow_without_shaping_is_a_warning_with_a_hint(monkeypatch):
    monkeypatch.setattr(features, "check", lambda name: False)

    (message,) = checks.pictures_can_hold_bangla()

    assert (message.id, message.hint) == (
        "newsroom.W001",
        "Install the system library libfribidi0.",
    )


@pytest.mark.parametrize(
    ("hosts", "found"),
    [(["paper.example"], []), (["*"], ["newsroom.E001"]), (["a", "*"], ["newsroom.E001"])],
)
def test_wildcard_host_is_an_error(settings, hosts, found):
    settings.ALLOWED_HOSTS = hosts

    assert ids(checks.hosts_are_named()) == found


def test_wildcard_host_is_looked_for_only_at_deployment(settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert "newsroom.E001" not in ids(run_checks())
    assert "newsroom.E001" in ids(run_checks(include_deployment_checks=True))


class Answer:
    """A connection to PostgreSQL that knows one sentence."""

    vendor = "postgresql"

    def __init__(self, ctype):
        self.ctype = ctype

    def cursor(self):
        return self

    def __enter__(self):
        if isinstance(self.ctype, Exception):
            raise self.ctype
        return self

    def __exit__(self, *error):
        return None

    def execute(self, sql):
        assert "datctype" in sql

    def fetchone(self):
        return (self.ctype,)


@pytest.mark.parametrize(
    ("ctype", "found"),
    [
        ("C", ["newsroom.W002"]),
        ("POSIX", ["newsroom.W002"]),
        ("C.UTF-8", []),
        ("bn_BD.UTF-8", []),
        ("en_US.UTF-8", []),
    ],
)
def test_database_that_does_not_know_bangla_letters_is_a_warning(monkeypatch, ctype, found):
    monkeypatch.setattr(checks, "connection", Answer(ctype))

    assert ids(checks.database_knows_bangla(databases=["default"])) == found


def test_database_that_does_not_answer_is_an_error(monkeypatch):
    monkeypatch.setattr(checks, "connection", Answer(OperationalError("refused")))

    assert ids(checks.database_knows_bangla(databases=["default"])) == ["newsroom.E002"]


def test_database_is_not_asked_unless_it_is_to_be_checked(monkeypatch):
    monkeypatch.setattr(checks, "connection", Answer(AssertionError("was asked")))

    assert checks.database_knows_bangla(databases=None) == []
    assert connection.vendor in {"sqlite", "postgresql"}
