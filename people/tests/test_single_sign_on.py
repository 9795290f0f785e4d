"""Single sign-on against a real provider on this machine, and what comes of everything it should not say."""

import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from paper.log import LogEntry
from people.models import User
from people.tests.identity_provider import CLIENT, SECRET, Provider
from people.tests.second_step import app_code, code_step, is_in, root, rule, staff, with_app

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/oidc/"
BACK = "/accounts/oidc/callback/"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(running, settings):
    cache.clear()
    running.claims = {"sub": "s-1", "email": "rina@paper.example", "email_verified": True}
    running.id_token, running.metadata, running.told = None, {}, None
    settings.SOCIALACCOUNT_PROVIDERS = {"sign_on": {"APP": {
        "provider_id": "oidc-tests", "name": "প্রতিষ্ঠান", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": running.issuer},
    }}}  # fmt: skip
    return running


@pytest.fixture
def rina(provider):
    return staff()


def sign_on(client, provider, begin=BEGIN, **changed):
    """Go there and come back; `changed` replaces what comes back."""
    there = client.get(begin)
    assert there.status_code == 302
    asked = parse_qs(urlsplit(there.url).query)
    back = {"code": provider.authorize(there.url), "state": asked["state"][0], **changed}
    return client.get(BACK, back)


def refused(client, answer) -> bool:
    return (answer.status_code, answer.url) == (302, "/accounts/login/") and not is_in(client)


class TestOff:
    def test_without_an_issuer_there_is_no_button_and_no_address(self, client):
        assert BEGIN not in client.get("/accounts/login/").content.decode()
        assert [client.get(BEGIN).status_code, client.get(BACK).status_code] == [404, 404]


class TestComingIn:
    def test_first_time_ties_the_subject_and_leads_where_one_wanted_to_go(
        self, client, provider, rina
    ):
        answer = sign_on(client, provider, f"{BEGIN}?next=/admin/articles/article/")

        assert (answer.status_code, answer.url) == (302, "/admin/articles/article/")
        assert is_in(client)
        assert [(tie.user, tie.uid, tie.extra_data) for tie in SocialAccount.objects.all()] == [
            (rina, "s-1", {})
        ]
        assert not SocialToken.objects.exists()
        assert [row.actor_id for row in LogEntry.objects.filter(act="single_sign_on")] == [rina.pk]

    def test_afterwards_the_subject_counts_and_not_the_address(self, client, provider, rina):
        sign_on(Client(), provider)
        staff(name="selim")
        provider.claims |= {"email": "selim@paper.example"}

        sign_on(client, provider)

        assert client.session["_auth_user_id"] == str(rina.pk)

    def test_address_may_come_from_the_user_information(self, client, provider, rina):
        provider.claims = {"sub": "s-1"}
        provider.told = {"sub": "s-1", "email": "rina@paper.example", "email_verified": True}

        sign_on(client, provider)

        assert is_in(client)

    def test_door_shows_the_button_with_the_name(self, client, provider):
        assert "প্রতিষ্ঠান" in client.get("/accounts/login/").content.decode()

    def test_request_names_the_papers_own_address_and_nothing_from_the_query(
        self, client, provider, settings
    ):
        there = client.get(f"{BEGIN}?scope=admin&auth_params=redirect_uri%3Dhttps://evil.example")

        asked = parse_qs(urlsplit(there.url).query)
        assert asked["redirect_uri"] == [f"{settings.SITE_URL}{BACK}"]
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
        assert asked["code_challenge_method"] == ["S256"]

    @pytest.mark.parametrize(
        "target", ["//evil.example", "https://evil.example", "/\\evil.example"]
    )
    def test_no_other_site_is_led_to(self, client, provider, rina, target):
        assert sign_on(client, provider, f"{BEGIN}?next={target}").url == "/admin/"


class TestNobodyElse:
    @pytest.mark.parametrize("claims", [
        {"email": "stranger@paper.example"}, {"email": ""}, {"email_verified": False}, {"email_verified": None},
        {"email_verified": "true"}, {"email": "rina@paper.example.evil"},
    ])  # fmt: skip
    def test_unknown_or_unverified_address_makes_nobody_and_opens_nothing(
        self, client, provider, rina, claims
    ):
        provider.claims |= claims

        assert refused(client, sign_on(client, provider))
        assert User.objects.count() == 1
        assert not SocialAccount.objects.exists()

    def test_another_subject_with_the_same_address_is_refused(self, client, provider, rina):
        sign_on(Client(), provider)
        provider.claims |= {"sub": "s-2"}

        assert refused(client, sign_on(client, provider))
        assert SocialAccount.objects.get().uid == "s-1"

    def test_address_that_two_accounts_share_is_nobodys(self, client, provider, rina):
        User.objects.create_user("double", email="RINA@paper.example")

        assert refused(client, sign_on(client, provider))

    @pytest.mark.parametrize("tied", [True, False])
    def test_deactivated_stays_outside(self, client, provider, rina, tied):
        if tied:
            sign_on(Client(), provider)
        User.objects.update(is_active=False)

        assert refused(client, sign_on(client, provider))

    def test_superuser_keeps_the_own_way_in(self, client, provider):
        provider.claims |= {"email": root().email}

        assert refused(client, sign_on(client, provider))

    def test_ties_of_another_issuer_do_not_count(self, client, provider, rina, settings):
        sign_on(Client(), provider)
        settings.SOCIALACCOUNT_PROVIDERS["sign_on"]["APP"]["provider_id"] = "oidc-other"
        provider.claims |= {"email": "stranger@paper.example"}

        assert refused(client, sign_on(client, provider))


def signed_with(key, algorithm="RS256", **header):
    return lambda claims: jwt.encode(claims, key, algorithm, {"kid": "one", **header})


class TestTokens:
    @pytest.mark.parametrize("claims", [
        {"aud": "another-client"}, {"aud": [CLIENT, "another"], "azp": "another"}, {"iss": "https://evil.example"},
        {"exp": 1}, {"iat": None}, {"exp": None}, {"sub": None}, {"nonce": "another"}, {"nonce": None}, {"nonce": ""},
    ])  # fmt: skip
    def test_token_that_is_not_for_us_now_and_this_browser_is_refused(
        self, client, provider, rina, claims
    ):
        provider.claims |= claims

        assert refused(client, sign_on(client, provider))

    @pytest.mark.parametrize(
        "kind", ["stranger's key", "no key", "secret", "unknown name", "garbage"]
    )
    def test_token_that_the_provider_did_not_sign_is_refused(self, client, provider, rina, kind):
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        provider.id_token = {
            "stranger's key": signed_with(stranger),
            "no key": signed_with(None, "none"),
            "secret": signed_with(hashlib.sha256(SECRET.encode()).digest(), "HS256"),
            "unknown name": signed_with(provider.key, kid="two"),
            "garbage": lambda _claims: "a.b.c",
        }[kind]

        assert refused(client, sign_on(client, provider))

    def test_clock_a_minute_apart_is_forgiven(self, client, provider, rina):
        provider.claims |= {"exp": int(time.time()) - 30}

        sign_on(client, provider)

        assert is_in(client)

    def test_user_information_of_another_person_is_refused(self, client, provider, rina):
        provider.claims = {"sub": "s-1"}
        provider.told = {"sub": "s-9", "email": "rina@paper.example", "email_verified": True}

        assert refused(client, sign_on(client, provider))

    @pytest.mark.parametrize("metadata", [
        {"issuer": "https://evil.example"}, {"jwks_uri": "http://evil.example/keys"}, {"token_endpoint": None},
    ])  # fmt: skip
    def test_provider_that_describes_itself_wrongly_is_not_asked(
        self, client, provider, rina, metadata
    ):
        provider.metadata = metadata

        assert refused(client, client.get(BEGIN))

    def test_provider_out_of_reach_is_said_at_the_door(self, client, provider, settings):
        settings.SOCIALACCOUNT_PROVIDERS["sign_on"]["APP"]["settings"] = {
            "server_url": "http://127.0.0.1:9"
        }

        assert refused(client, client.get(BEGIN))


class TestStates:
    def test_state_of_another_browser_or_none_is_refused(self, provider, rina):
        victim, attacker = Client(), Client()
        theirs = parse_qs(urlsplit(attacker.get(BEGIN).url).query)["state"][0]

        assert refused(victim, sign_on(victim, provider, state=theirs))
        assert refused(victim, sign_on(victim, provider, state=""))
        assert refused(victim, victim.get(BACK, {"code": "code-0"}))

    def test_one_answer_signs_in_once(self, client, provider, rina):
        there = client.get(BEGIN).url
        back = {
            "code": provider.authorize(there),
            "state": parse_qs(urlsplit(there).query)["state"][0],
        }
        client.get(BACK, back)
        client.post("/accounts/logout/")

        assert refused(client, client.get(BACK, back))

    def test_way_there_begins_on_our_own_pages(self, client, provider):
        answer = client.get(BEGIN, headers={"sec-fetch-site": "cross-site"})

        assert answer.url == "/accounts/login/"

    def test_refusal_at_the_provider_leads_back_to_the_door(self, client, provider):
        state = parse_qs(urlsplit(client.get(BEGIN).url).query)["state"][0]

        assert refused(client, client.get(BACK, {"error": "access_denied", "state": state}))


class TestTwoSteps:
    def test_own_second_step_is_still_asked(self, client, provider, rina):
        with_app(rina)

        answer = sign_on(client, provider)
        half = is_in(client)
        code_step(client, app_code())

        assert answer.url == "/accounts/2fa/authenticate/"
        assert (half, is_in(client)) == (False, True)

    @pytest.mark.parametrize(("trusted", "claims", "opens"), [
        (True, {"amr": ["pwd", "otp"]}, True), (True, {"acr": "phr"}, True), (True, {"amr": ["pwd"]}, False),
        (True, {"amr": "mfa"}, False), (True, {"amr": ["otp"]}, False), (True, {"amr": ["hwk", "pin"]}, True), (True, {}, False), (False, {"amr": ["pwd", "otp"]}, False),
    ])  # fmt: skip
    def test_second_step_of_the_provider_counts_when_the_paper_says_so(
        self, client, provider, rina, settings, trusted, claims, opens
    ):
        settings.OIDC_TWO_STEP = trusted
        rule(grace_days=0)
        with_app(rina)
        provider.claims |= claims

        sign_on(client, provider)

        assert is_in(client) == opens
        assert (client.get("/admin/").status_code == 200) == opens

    def test_that_of_one_person_does_not_count_for_the_next(self, client, provider, rina, settings):
        settings.OIDC_TWO_STEP = True
        provider.claims |= {"amr": ["mfa"]}
        sign_on(client, provider)
        selim = with_app(staff(name="selim"))

        client.post("/accounts/login/", {"login": "selim", "password": "kathal-chhaya-27"})
        client.force_login(selim)

        assert client.get("/admin/").url.startswith("/accounts/2fa/reauthenticate/")
