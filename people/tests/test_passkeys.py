"""Passkeys in a real browser with a virtual device, under the desk's content security policy."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from people.tests.second_step import PASSWORD, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_device(page) -> None:
    """Give the browser a device that knows its owner (WebAuthn's virtual authenticator)."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip


def test_a_passkey_is_added_signs_in_and_is_removed(page_at, violations):
    page, said = page_at(360), []
    page.on("console", lambda message: said.append(message.text))
    with_device(page)
    rina = staff()

    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.fill("[name=login]", "rina")
    page.fill("[name=password]", PASSWORD)
    page.locator(".desk-form button").click()
    expect(page.locator("[name=password]")).to_have_count(1)
    page.fill("[name=password]", PASSWORD)
    page.locator(".desk-form button").click()
    page.fill("[name=name]", "আমার ফোন")
    page.locator(".desk-form button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    codes_page = violations(page)

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/")
    page.locator("[data-passkey=login] button").click()
    expect(page.locator(".keys li b")).to_have_text(["আমার ফোন"])
    used = Authenticator.objects.get(user=rina, type="webauthn").last_used_at

    page.locator(".key-acts a").nth(1).click()
    page.locator("[data-passkey=get] button").click()
    expect(page.locator(".desk-form h1")).to_have_count(1)
    page.locator(".desk-form button").click()
    expect(page.locator(".keys li b")).to_have_count(0)

    assert used is not None
    assert codes_page == []
    assert not Authenticator.objects.exists()
    assert [text for text in said if "favicon" not in text] == []


def test_a_device_that_is_not_there_is_said_and_the_password_still_works(page_at):
    page = page_at(360)
    with_device(page)  # which holds no passkey of this paper
    staff()
    page.goto("/accounts/login/")

    page.locator("[data-passkey=login] button").click()
    expect(page.locator("[data-passkey-says]")).not_to_be_empty()
    page.fill("[name=login]", "rina")
    page.fill("[name=password]", PASSWORD)
    page.locator(".desk-form button").click()

    expect(page.locator("#bar")).to_have_count(1)
