"""Where uploads lie, by the environment: on disk, or in a bucket, never half in one."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from newsroom import buckets
from newsroom.tests import services

PAPER = "https://paper.example/media/"


def uploads(bucket="", endpoint="", access_key="", secret_key=""):
    return buckets.uploads(bucket, endpoint, access_key, secret_key, PAPER)


def modules_after_start(tmp_path, **variables):
    """Return the top-level packages that a process has imported once Django and its storage are up."""
    code = (
        "import sys, django; django.setup();"
        "from django.core.files.storage import default_storage; default_storage.url('a');"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    kept = {name: value for name, value in os.environ.items() if name not in services.FOREIGN}
    environ = {
        **kept, "NEWSROOM_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "newsroom.settings", **variables,
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(run.stdout.split())


class TestChoice:
    def test_nothing_set_is_files_on_disk(self):
        assert uploads() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}

    def test_paper_on_disk_imports_nothing_of_s3(self, tmp_path):
        assert modules_after_start(tmp_path) & {"storages", "boto3", "botocore"} == set()

    def test_paper_with_a_bucket_starts_and_imports_it(self, tmp_path):
        found = modules_after_start(tmp_path, S3_BUCKET="paper")

        assert {"storages", "boto3", "botocore"} <= found

    def test_objects_are_private_and_never_overwritten(self):
        entry = uploads("paper", "https://s3.example", "key", "secret")

        options = entry["OPTIONS"]
        assert entry["BACKEND"] == "storages.backends.s3.S3Storage"
        assert (options["bucket_name"], options["endpoint_url"]) == ("paper", "https://s3.example")
        assert (options["access_key"], options["secret_key"]) == ("key", "secret")
        assert (options["default_acl"], options["file_overwrite"]) == (None, False)

    def test_server_that_is_away_is_given_up_after_two_retries(self):
        config = uploads("paper")["OPTIONS"]["client_config"]

        assert (config.connect_timeout, config.read_timeout) == (2, 5)
        assert config.retries == {"mode": "standard", "total_max_attempts": 3}
        assert config.signature_version == "s3v4"

    @pytest.mark.parametrize(
        ("endpoint", "style"), [("", None), ("http://127.0.0.1:9000", {"addressing_style": "path"})]
    )
    def test_bucket_is_in_the_path_where_the_server_is_another(self, endpoint, style):
        assert uploads("paper", endpoint)["OPTIONS"]["client_config"].s3 == style

    def test_pages_link_our_view_and_not_the_bucket(self):
        entry = uploads("paper", "https://s3.example", "key", "secret")

        storage = import_string(entry["BACKEND"])(**entry["OPTIONS"])

        assert storage.url("identity/logo.png") == PAPER + "identity/logo.png"


class TestRefusals:
    @pytest.mark.parametrize(
        "rest",
        [{"endpoint": "https://s3.example"}, {"access_key": "k"}, {"secret_key": "s3cret-bait"},
         {"access_key": "k", "secret_key": "s3cret-bait"}, {"bucket": " ", "access_key": "k"}],
    )  # fmt: skip
    def test_settings_without_a_bucket_are_refused(self, rest):
        with pytest.raises(ImproperlyConfigured, match=r"^S3_BUCKET is not set") as refused:
            uploads(**rest)

        assert "bait" not in str(refused.value)

    @pytest.mark.parametrize("rest", [{"access_key": "k"}, {"secret_key": "s3cret-bait"}])
    def test_half_of_the_keys_is_refused(self, rest):
        with pytest.raises(
            ImproperlyConfigured, match="S3_ACCESS_KEY and S3_SECRET_KEY"
        ) as refused:
            uploads("paper", **rest)

        assert "bait" not in str(refused.value)

    @pytest.mark.parametrize("bucket", ["s3://paper", "paper/2026", "a b", "ab", "কাগজ", "x" * 256])
    def test_bucket_that_is_no_name_is_refused(self, bucket):
        with pytest.raises(ImproperlyConfigured, match="S3_BUCKET is the bucket's name alone"):
            uploads(bucket)

    @pytest.mark.parametrize(
        "endpoint",
        ["s3.example", "s3.example:9000", "s3://paper", "ftp://s3.example", "https://", "https://[", "https://h:port",
         "https://k:s3cret-bait@s3.example", "https://s3.example?x=1", "https://s3.example#x"],
    )  # fmt: skip
    def test_endpoint_that_is_no_address_is_refused(self, endpoint):
        with pytest.raises(ImproperlyConfigured, match=r"^S3_ENDPOINT_URL") as refused:
            uploads("paper", endpoint)

        assert "bait" not in str(refused.value)

    @pytest.mark.parametrize("package", ["storages", "boto3.s3.transfer", "botocore.config"])
    def test_missing_library_is_named_with_its_remedy(self, monkeypatch, package):
        monkeypatch.setitem(sys.modules, package, None)

        with pytest.raises(ImproperlyConfigured, match=r"pip install -r requirements-scale\.txt"):
            uploads("paper")
