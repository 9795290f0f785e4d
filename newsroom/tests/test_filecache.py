"""newsroom/filecache.py: of many who add a key at the same moment one wins."""

import time

from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache

from newsroom import env


def test_only_one_of_many_adds_a_key(together, monkeypatch):
    cache.delete("lock")
    look = FileBasedCache.has_key

    def look_slowly(self, *args, **kwargs):
        found = look(self, *args, **kwargs)
        time.sleep(0.01)
        return found

    monkeypatch.setattr(FileBasedCache, "has_key", look_slowly)

    answers = [
        together(lambda number: cache.add("lock", number), threads=16) for _round in range(3)
    ]

    assert [found.count(True) for found in answers] == [1, 0, 0]
    cache.delete("lock")


def test_an_added_key_goes_with_its_time():
    cache.delete("lock")

    assert (cache.add("lock", 1, timeout=0), cache.add("lock", 2), cache.get("lock")) == (
        True,
        True,
        2,
    )
    cache.delete("lock")


def test_the_cache_of_one_machine_is_the_one_with_that_promise(tmp_path):
    assert env.cache("", tmp_path)["BACKEND"] == "newsroom.filecache.SharedFiles"
