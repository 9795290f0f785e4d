"""Who sends a request: what proxies say is believed only of proxies, foreign pages are told apart."""

import re

import pytest
from django.core.exceptions import DisallowedHost
from hypothesis import given
from hypothesis import strategies as st

from paper.abuse import address_prefix, client_address, is_foreign, keyed_hash


@pytest.fixture
def ask(rf):
    """Return a function that makes a request with a peer's address and headers."""

    def make(peer="203.0.113.9", **headers):
        return rf.post("/contact/", REMOTE_ADDR=peer, headers=headers)

    return make


class TestClientAddress:
    def test_without_trusted_proxies_the_peer_is_the_sender_whatever_it_claims(self, ask):
        request = ask(
            "203.0.113.9",
            x_forwarded_for="198.51.100.1",
            x_real_ip="198.51.100.2",
            forwarded="for=198.51.100.3",
        )

        assert client_address(request) == "203.0.113.9"

    def test_stranger_is_not_believed_when_a_proxy_is_trusted(self, ask, settings):
        settings.TRUSTED_PROXIES = ["10.0.0.1"]

        assert client_address(ask("203.0.113.9", x_forwarded_for="198.51.100.1")) == "203.0.113.9"

    @pytest.mark.parametrize(
        ("chain", "sender"),
        [
            ("198.51.100.1", "198.51.100.1"),
            ("1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the first was written by the sender itself
            ("198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.2, 10.0.0.2", "10.0.0.2"),
            ("198.51.100.1, nonsense", "10.0.0.1"),
            ("198.51.100.1, nonsense, 10.0.0.2", "10.0.0.2"),
            (" 198.51.100.1 ,", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("১৯৮.৫১.১০০.১", "10.0.0.1"),
            ("198.51.100.1\r\nX: y", "10.0.0.1"),
        ],
    )
    def test_last_hop_that_is_no_proxy_is_the_sender(self, ask, settings, chain, sender):
        settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]

        assert client_address(ask("10.0.0.1", x_forwarded_for=chain)) == sender

    def test_network_of_proxies_is_trusted_as_a_whole(self, ask, settings):
        settings.TRUSTED_PROXIES = ["10.0.0.0/8", "2001:db8:1::/48"]
        chain = "198.51.100.1, 2001:db8:1:ffff::2, 10.200.0.3"

        assert client_address(ask("10.1.2.3", x_forwarded_for=chain)) == "198.51.100.1"

    def test_proxy_in_ipv6_dress_is_the_same_proxy(self, ask, settings):
        settings.TRUSTED_PROXIES = ["127.0.0.1"]

        assert (
            client_address(ask("::ffff:127.0.0.1", x_forwarded_for="198.51.100.1"))
            == "198.51.100.1"
        )

    @pytest.mark.parametrize("peer", ["", "unix:", "nonsense"])
    def test_server_that_names_no_address_gives_the_empty_one(self, ask, peer):
        assert client_address(ask(peer, x_forwarded_for="198.51.100.1")) == "0.0.0.0"

    def test_ten_thousand_hops_are_one_address(self, ask, settings):
        settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

        assert (
            client_address(ask("10.0.0.1", x_forwarded_for=",".join(["10.0.0.2"] * 10_000)))
            == "10.0.0.2"
        )

    @given(
        st.text(st.characters(max_codepoint=255)),
        st.text(st.sampled_from("0123456789abcdef.:,[]%/ ")),
    )
    def test_whatever_is_sent_the_answer_is_an_address_with_a_prefix(self, peer, chain):
        request = type(
            "Request", (), {"META": {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": chain}}
        )

        assert address_prefix(client_address(request))


class TestPrefix:
    @pytest.mark.parametrize(
        ("address", "prefix"),
        [
            ("203.0.113.9", "203.0.113.0/24"),
            ("203.0.113.255", "203.0.113.0/24"),
            ("0.0.0.0", "0.0.0.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("2001:db8:1:ffff::", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ],
    )
    def test_prefix_is_24_bits_of_ipv4_and_48_of_ipv6(self, address, prefix):
        assert address_prefix(address) == prefix

    def test_longest_prefix_fits_its_column(self):
        assert len(address_prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) <= 24


class TestKeyedHash:
    def test_hash_is_sixteen_bytes_equal_for_equal_values(self):
        assert len(keyed_hash("198.51.100.1")) == 16
        assert keyed_hash("ক") == keyed_hash("ক") != keyed_hash("খ")

    def test_hash_depends_on_the_sites_key(self, settings):
        before = keyed_hash("198.51.100.1")
        settings.SECRET_KEY = "another-key-of-another-paper-0123456789"

        assert keyed_hash("198.51.100.1") != before

    def test_lone_surrogate_has_a_hash(self):
        assert len(keyed_hash("\ud800")) == 16


class TestForeign:
    """SITE_URL of the tests is http://127.0.0.1:8000; the request names its host `testserver`."""

    @pytest.mark.parametrize(
        ("headers", "answer"),
        [
            ({}, None),
            ({"origin": "http://testserver"}, False),
            ({"origin": "https://testserver"}, False),
            ({"origin": "http://127.0.0.1:8000"}, False),
            ({"origin": "http://TESTSERVER"}, False),
            ({"sec_fetch_site": "same-origin"}, False),
            ({"sec_fetch_site": "Same-Origin"}, False),
            ({"sec_fetch_site": "none"}, False),
            ({"sec_fetch_site": "same-origin", "origin": "http://testserver"}, False),
            ({"origin": "null"}, True),
            ({"sec_fetch_site": "same-origin", "origin": "null"}, True),
            ({"sec_fetch_site": "cross-site"}, True),
            ({"sec_fetch_site": "same-site"}, True),
            ({"sec_fetch_site": "nonsense"}, True),
            ({"sec_fetch_site": "cross-site", "origin": "http://testserver"}, True),
            ({"sec_fetch_site": "same-origin", "origin": "https://evil.example"}, True),
            ({"origin": "https://evil.example"}, True),
            ({"origin": "https://testserver.evil.example"}, True),
            ({"origin": "https://evil.example/testserver"}, True),
            ({"origin": "https://testserver@evil.example"}, True),
            ({"origin": "https://eviltestserver"}, True),
            ({"origin": "http://testserver:81"}, True),
            ({"origin": "http://127.0.0.1"}, True),
            ({"origin": "http://127.0.0.1:8001"}, True),
            ({"origin": "ftp://testserver"}, True),
            ({"origin": "testserver"}, True),
            ({"origin": "//testserver"}, True),
            ({"origin": "file://"}, True),
            ({"origin": "http://["}, True),
            ({"origin": "http://testserver, http://evil.example"}, True),
            ({"origin": "http://testserver/"}, True),
            ({"origin": " "}, True),
        ],
    )
    def test_origin_and_fetch_site_tell_where_a_form_stood(self, ask, headers, answer):
        assert is_foreign(ask(**headers)) is answer

    def test_referrer_decides_nothing(self, ask):
        assert is_foreign(ask(referer="https://evil.example/")) is None

    def test_forwarded_host_makes_no_origin_our_own(self, ask):
        assert (
            is_foreign(ask(origin="https://evil.example", x_forwarded_host="evil.example")) is True
        )

    def test_forged_host_is_refused(self, ask):
        with pytest.raises(DisallowedHost, match=re.escape("evil.example")):
            is_foreign(ask(origin="https://evil.example", host="evil.example"))
