"""Settings from the environment: clear refusals, never a weak default."""

import os
import runpy
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from newsroom import env
from newsroom.tests import services

STRONG = "k3y-Of-This-Test-only_0123456789-abcdef"


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Return a function that reads the settings file anew, in the environment given."""

    def read(**variables):
        for name in services.FOREIGN:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NEWSROOM_VAR", str(tmp_path / "var"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return SimpleNamespace(**runpy.run_path(str(settings.BASE_DIR / "newsroom/settings.py")))

    return read


class TestSwitches:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("yes", True),
            ("1", True),
            ("TRUE", True),
            (" on ", True),
            ("no", False),
            ("0", False),
            ("", False),
        ],
    )
    def test_yes_and_no_are_understood(self, monkeypatch, text, value):
        monkeypatch.setenv("X", text)

        assert env.envbool("X", default=not value) is value

    @pytest.mark.parametrize("text", ["ja", "2", "tru", "হ্যাঁ"])
    def test_any_other_word_is_refused(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        with pytest.raises(ImproperlyConfigured, match=r"X=.*yes or no"):
            env.envbool("X")

    def test_unset_switch_is_its_default(self, monkeypatch):
        monkeypatch.delenv("X", raising=False)

        assert (env.envbool("X"), env.envbool("X", default=True)) == (False, True)

    @pytest.mark.parametrize("text", ["8000a", "8.5", "ten", "0x10"])
    def test_number_that_is_none_is_refused(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        with pytest.raises(ImproperlyConfigured, match=r"X=.*whole number"):
            env.envint("X", 1)

    @pytest.mark.parametrize(("text", "value"), [("", 7), ("  ", 7), (" 80 ", 80)])
    def test_number_is_read(self, monkeypatch, text, value):
        monkeypatch.setenv("X", text)

        assert env.envint("X", 7) == value

    def test_list_has_no_empty_parts(self, monkeypatch):
        monkeypatch.setenv("X", " a, ,b,")

        assert env.envlist("X") == ["a", "b"]

    @pytest.mark.parametrize("text", ["10.0.0.0/8, 127.0.0.1", "2001:db8::/32"])
    def test_addresses_and_networks_are_taken(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        assert env.envnetworks("X") == [part.strip() for part in text.split(",")]

    @pytest.mark.parametrize("text", ["proxy.example", "10.0.0.1/8", "10.0.0", "*", "10.0.0.0/33"])
    def test_proxy_that_is_no_address_is_refused(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        with pytest.raises(ImproperlyConfigured, match=r"^X: "):
            env.envnetworks("X")

    @pytest.mark.parametrize(
        "text",
        [
            "https://paper.example",
            "http://127.0.0.1:8000",
            "http://[::1]:8000",
            "https://paper.example/",
        ],
    )
    def test_origin_is_scheme_and_host(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        assert env.envorigin("X", "") == text.rstrip("/")

    @pytest.mark.parametrize(
        "text",
        ["paper.example", "//paper.example", "ftp://paper.example", "https://", "https://paper.example/a", "https://paper.example?q",
         "https://paper.example#x", "https://user@paper.example", "https://paper.example:port", "https://["],
    )  # fmt: skip
    def test_more_or_less_than_an_origin_is_refused(self, monkeypatch, text):
        monkeypatch.setenv("X", text)

        with pytest.raises(ImproperlyConfigured, match=r"^X"):
            env.envorigin("X", "")


class TestSecretKey:
    @pytest.fixture(autouse=True)
    def nothing_set(self, monkeypatch):
        monkeypatch.delenv("SECRET_KEY", raising=False)
        monkeypatch.delenv("SECRET_KEY_FILE", raising=False)

    def test_key_is_made_once_for_its_owner_alone(self, tmp_path):
        first, second = env.envsecret(tmp_path / "var"), env.envsecret(tmp_path / "var")
        path = tmp_path / "var" / "secret-key"

        assert first == second == path.read_text()
        assert len(first) >= 50
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [p.name for p in path.parent.iterdir()] == ["secret-key"]

    def test_two_papers_have_two_keys(self, tmp_path):
        assert env.envsecret(tmp_path / "a") != env.envsecret(tmp_path / "b")

    def test_eight_processes_that_start_at_once_have_one_key(self, tmp_path):
        code = (
            "from pathlib import Path; from newsroom import env; print(env.envsecret(Path('var')))"
        )
        environ = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", code], cwd=tmp_path, env=environ, stdout=subprocess.PIPE
            )
            for _ in range(8)
        ]

        keys = {run.communicate(timeout=60)[0] for run in runs}

        assert {run.returncode for run in runs} == {0}
        assert len(keys) == 1
        assert [p.name for p in (tmp_path / "var").iterdir()] == ["secret-key"]

    def test_reader_never_sees_half_a_key(self, tmp_path):
        with ThreadPoolExecutor(16) as pool:
            for number in range(20):
                keys = set(
                    pool.map(lambda _, n=number: env.envsecret(tmp_path / str(n)), range(16))
                )
                assert len(keys) == 1

    @pytest.mark.parametrize(
        "key",
        [
            "x",
            "secret",
            "a" * 50,
            "ab" * 25,
            "changeme" * 6,
            "---",
            "django-insecure-" + STRONG,
            STRONG[:31],
        ],
    )
    def test_weak_key_refuses_to_start(self, monkeypatch, tmp_path, key):
        monkeypatch.setenv("SECRET_KEY", key)

        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY holds a weak key") as refused:
            env.envsecret(tmp_path)

        assert key not in str(refused.value)
        assert list(tmp_path.iterdir()) == []

    def test_key_of_the_environment_comes_before_files(self, monkeypatch, tmp_path):
        monkeypatch.setenv("SECRET_KEY", STRONG)
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "none"))

        assert env.envsecret(tmp_path) == STRONG

    def test_key_is_read_from_the_named_file(self, monkeypatch, tmp_path):
        (tmp_path / "key").write_text(f"{STRONG}\n")
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

        assert env.envsecret(tmp_path / "var") == STRONG

    @pytest.mark.parametrize("content", [None, b"", b"weak", b"\xff\xfe" * 40])
    def test_file_without_a_good_key_refuses_to_start(self, monkeypatch, tmp_path, content):
        if content is not None:
            (tmp_path / "key").write_bytes(content)
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

        with pytest.raises(ImproperlyConfigured, match="key"):
            env.envsecret(tmp_path / "var")

    def test_emptied_key_file_refuses_to_start_and_is_not_replaced(self, tmp_path):
        (tmp_path / "secret-key").write_text("")

        with pytest.raises(ImproperlyConfigured, match="weak key"):
            env.envsecret(tmp_path)


class TestDatabase:
    def test_nothing_set_is_sqlite_in_production_form(self, tmp_path):
        entry = env.database("", tmp_path)

        assert entry["NAME"] == str(tmp_path / "newsroom.sqlite3")
        assert (entry["OPTIONS"]["transaction_mode"], entry["OPTIONS"]["timeout"]) == (
            "IMMEDIATE",
            20,
        )
        assert entry["OPTIONS"]["init_command"].startswith(
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
        )

    def test_folder_with_crooked_letters_is_kept(self, tmp_path):
        crooked = tmp_path / "বার্তা 100%41 #1?x"

        assert env.database("", crooked)["NAME"] == str(crooked / "newsroom.sqlite3")

    def test_sqlite_path_is_absolute_with_four_strokes(self, tmp_path):
        assert (
            env.database("sqlite:////data/a%20b.sqlite3", tmp_path)["NAME"] == "/data/a b.sqlite3"
        )

    def test_synchronous_normal_is_a_choice(self, tmp_path):
        assert (
            "synchronous=NORMAL"
            in env.database("sqlite:////x?synchronous=NORMAL", tmp_path)["OPTIONS"]["init_command"]
        )

    def test_postgresql_has_a_pool_that_gives_up_soon(self, tmp_path):
        entry = env.database(
            "postgresql://n:p%40ss@db.example:5433/paper?sslmode=require&connect_timeout=2",
            tmp_path,
        )

        assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
            "n", "p@ss", "db.example", "5433", "paper",
        )  # fmt: skip
        assert entry["OPTIONS"]["sslmode"] == "require"
        assert entry["OPTIONS"]["connect_timeout"] == "2"
        assert entry["OPTIONS"]["pool"]["timeout"] <= 3
        assert entry["DISABLE_SERVER_SIDE_CURSORS"] is False

    def test_pgbouncer_gets_neither_pool_nor_prepared_statements(self, tmp_path):
        entry = env.database("postgres://n@db/paper?pool=no", tmp_path)

        assert entry["OPTIONS"] == {"prepare_threshold": None}
        assert entry["DISABLE_SERVER_SIDE_CURSORS"] is True

    @pytest.mark.parametrize(
        ("url", "why"),
        [
            ("mysql://x/y", "mysql"), ("paper.sqlite3", "neither sqlite nor postgresql"), ("sqlite://", "names no file"),
            ("sqlite:////x?synchronous=OFF", "FULL or NORMAL"), ("sqlite:////x?mode=ro", "mode"),
            ("postgresql://h:port/x", "DATABASE_URL"), ("postgresql://h/x?sslmod=require", "sslmod"),
            ("postgresql://h/x?pool=maybe", "pool"), ("postgresql://[/x", "DATABASE_URL"),
        ],
    )  # fmt: skip
    def test_address_that_would_be_half_understood_is_refused(self, tmp_path, url, why):
        with pytest.raises(ImproperlyConfigured, match=why):
            env.database(url, tmp_path)

    def test_refusal_shows_no_password(self, tmp_path):
        with pytest.raises(ImproperlyConfigured) as refused:
            env.database("postgresql://n:s3cret-bait@h:port/x", tmp_path)

        assert "s3cret-bait" not in str(refused.value)


class TestCacheAndMail:
    def test_default_cache_is_shared_by_processes(self, tmp_path):
        entry = env.cache("", tmp_path)

        assert entry["BACKEND"].endswith("SharedFiles")
        assert entry["LOCATION"] == str(tmp_path / "cache")

    @pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "rediss://c.example"])
    def test_redis_is_taken_as_it_is(self, tmp_path, url):
        assert env.cache(url, tmp_path)["LOCATION"] == url

    @pytest.mark.parametrize(
        "url", ["locmem://", "memcached://h", "redis://", "redis://h:port", "127.0.0.1:6379"]
    )
    def test_other_cache_is_refused(self, tmp_path, url):
        with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
            env.cache(url, tmp_path)

    @pytest.mark.parametrize(
        ("url", "port", "tls", "ssl"),
        [("smtp://m.example", 25, False, False), ("smtp+tls://m.example", 587, True, False),
         ("smtps://m.example", 465, False, True), ("smtp://m.example:2525", 2525, False, False)],
    )  # fmt: skip
    def test_mail_server_is_named_with_its_encryption(self, url, port, tls, ssl):
        options = env.mailer(url)["OPTIONS"]

        assert (options["port"], options["use_tls"], options["use_ssl"], options["timeout"]) == (
            port,
            tls,
            ssl,
            20,
        )

    def test_name_and_password_may_hold_any_letter(self):
        options = env.mailer("smtp://a%40b:p%2F%3A@m.example")["OPTIONS"]

        assert (options["username"], options["password"]) == ("a@b", "p/:")

    @pytest.mark.parametrize(
        "url",
        ["m.example", "http://m.example", "smtp://", "smtp://m.example:port", "imap://m.example"],
    )
    def test_other_mail_server_is_refused(self, url):
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
            env.mailer(url)

    def test_nothing_set_prints_mail(self):
        assert env.mailer("")["BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SECRET_KEY", "weak"), ("DEBUG", "ja"), ("PORT", "eighty"), ("SITE_URL", "paper.example"), ("DATABASE_URL", "mysql://x"),
     ("CACHE_URL", "x"), ("EMAIL_URL", "x"), ("TRUSTED_PROXIES", "all"), ("SECRET_KEY_FILE", "/nonexistent")],
)  # fmt: skip
def test_server_refuses_to_start_with_a_sentence_that_names_the_fault(start, variable, value):
    with pytest.raises(ImproperlyConfigured, match=rf"\b{variable}\b|/nonexistent"):
        start(**{variable: value})


def test_https_site_gets_secure_cookies_redirect_and_hsts(start):
    plain, secure = start(), start(SITE_URL="https://paper.example")

    assert (
        secure.SESSION_COOKIE_SECURE,
        secure.CSRF_COOKIE_SECURE,
        secure.SECURE_SSL_REDIRECT,
    ) == (True, True, True)
    assert secure.SECURE_HSTS_SECONDS == 63_072_000
    assert (plain.SESSION_COOKIE_SECURE, plain.SECURE_SSL_REDIRECT, plain.SECURE_HSTS_SECONDS) == (
        False,
        False,
        0,
    )
    assert (secure.DEBUG, plain.DEBUG) == (False, False)


def test_cookies_of_an_https_site_are_taken_from_its_own_host_alone(start):
    plain, secure = start(), start(SITE_URL="https://paper.example")

    assert (secure.SESSION_COOKIE_NAME, secure.CSRF_COOKIE_NAME) == (
        "__Host-sessionid",
        "__Host-csrftoken",
    )
    # Over http a browser takes no cookie of such a name.
    assert (plain.SESSION_COOKIE_NAME, plain.CSRF_COOKIE_NAME) == ("sessionid", "csrftoken")


@pytest.mark.parametrize("module", ["people/devices.py", "comments/device.py"])
def test_cookies_of_known_browsers_are_taken_over_https_alone(module):
    names = []
    for is_https in (False, True):
        with override_settings(IS_HTTPS=is_https):
            names.append(runpy.run_path(str(settings.BASE_DIR / module))["COOKIE"])

    assert names[1] == f"__Secure-{names[0]}"


def test_proxy_tells_of_https_only_where_proxies_are_trusted(start):
    assert start().SECURE_PROXY_SSL_HEADER is None
    assert start(TRUSTED_PROXIES="127.0.0.1").SECURE_PROXY_SSL_HEADER == (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )


@pytest.mark.parametrize(
    ("variables", "site", "host"),
    [({}, "http://127.0.0.1:8000", "127.0.0.1"), ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1:80", "127.0.0.1"),
     ({"HOST": "::1"}, "http://[::1]:8000", "[::1]"), ({"SITE_URL": "https://paper.example"}, "https://paper.example", "paper.example")],
)  # fmt: skip
def test_site_knows_its_address_and_answers_to_its_hosts(start, variables, site, host):
    made = start(**variables)

    assert site == made.SITE_URL
    assert host in made.ALLOWED_HOSTS
    assert "*" not in made.ALLOWED_HOSTS


@pytest.mark.parametrize("phrase", ["", "x" * 16, "চার ঘোড়া একটি সাঁকো"])
def test_a_passphrase_is_taken_as_it_is(monkeypatch, phrase):
    monkeypatch.setenv("BACKUP_KEY", phrase)

    assert env.envpassphrase("BACKUP_KEY") == phrase


def test_a_passphrase_that_is_soon_guessed_is_refused_and_not_repeated(monkeypatch):
    monkeypatch.setenv("BACKUP_KEY", "bait-bait-bait-")

    with pytest.raises(ImproperlyConfigured, match="BACKUP_KEY") as refusal:
        env.envpassphrase("BACKUP_KEY")

    assert "bait" not in str(refusal.value)


class TestAdsOrigin:
    PAPER = "https://paper.example"

    @pytest.mark.parametrize("text", ["", "  "])
    def test_without_it_there_are_no_frames(self, monkeypatch, text):
        monkeypatch.setenv("ADS_ORIGIN", text)

        assert env.adsorigin(self.PAPER) == ""

    @pytest.mark.parametrize(
        ("site", "ads"),
        [
            ("https://paper.example", "https://ads.example.net"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8001"),
            ("http://127.0.0.1:8000", "http://localhost:8000"),
        ],
    )
    def test_another_host_is_taken_and_on_the_loopback_another_port(self, monkeypatch, site, ads):
        monkeypatch.setenv("ADS_ORIGIN", f"{ads}/")

        assert env.adsorigin(site) == ads

    @pytest.mark.parametrize(
        "ads",
        [
            "https://paper.example",
            "https://paper.example:8443",
            "http://ads.example.net",
            "https://ads.example.net/frames",
            "ads.example.net",
            "https://Ads.example.net",
            "https://a;script-src.example.net",
            "https://user@ads.example.net",
        ],
    )
    def test_what_would_not_keep_scripts_apart_is_refused(self, monkeypatch, ads):
        monkeypatch.setenv("ADS_ORIGIN", ads)

        with pytest.raises(ImproperlyConfigured, match="ADS_ORIGIN"):
            env.adsorigin(self.PAPER)

    def test_the_settings_take_its_host_and_name_it_in_the_policy(self, start):
        settings = start(
            SITE_URL="https://paper.example",
            ADS_ORIGIN="https://ads.example.net",
            ALLOWED_HOSTS="paper.example",
        )

        assert settings.ALLOWED_HOSTS == ["paper.example", "ads.example.net"]
        assert settings.SECURE_CSP["frame-src"] == ["https://ads.example.net"]
        assert "frame-src" not in start(SITE_URL="https://paper.example", ADS_ORIGIN="").SECURE_CSP


class TestSingleSignOn:
    GIVEN = {
        "OIDC_ISSUER": "https://login.example.org/realms/paper/",
        "OIDC_CLIENT_ID": "newsroom",
        "OIDC_CLIENT_SECRET": "bait",
    }

    @pytest.fixture(autouse=True)
    def nothing_set(self, monkeypatch):
        for name in (*self.GIVEN, "OIDC_NAME"):
            monkeypatch.delenv(name, raising=False)

    def test_nothing_set_is_off(self):
        assert env.single_sign_on() == {}

    def test_issuer_becomes_the_provider_whose_ties_are_its_own(self, monkeypatch):
        for name, value in self.GIVEN.items():
            monkeypatch.setenv(name, value)
        one = env.single_sign_on()["sign_on"]["APP"]
        monkeypatch.setenv("OIDC_ISSUER", "https://other.example.org")
        other = env.single_sign_on()["sign_on"]["APP"]

        assert one["settings"] == {"server_url": "https://login.example.org/realms/paper"}
        assert one["provider_id"] != other["provider_id"]

    @pytest.mark.parametrize("missing", GIVEN)
    def test_half_a_provider_is_refused_without_saying_the_secret(self, monkeypatch, missing):
        for name, value in self.GIVEN.items():
            if name != missing:
                monkeypatch.setenv(name, value)

        with pytest.raises(ImproperlyConfigured, match=missing) as refusal:
            env.single_sign_on()

        assert "bait" not in str(refusal.value)

    @pytest.mark.parametrize(
        "issuer",
        ["http://login.example.org", "login.example.org", "https://", "https://a@b.example", "https://a.example?x=1", "ftp://a.example"],
    )  # fmt: skip
    def test_issuer_without_tls_or_host_is_refused(self, monkeypatch, issuer):
        for name, value in {**self.GIVEN, "OIDC_ISSUER": issuer}.items():
            monkeypatch.setenv(name, value)

        with pytest.raises(ImproperlyConfigured):
            env.single_sign_on()
