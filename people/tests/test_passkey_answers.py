"""What a hostile client sends in place of a device's answer."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from people.models import Tries
from people.tests.second_step import PASSWORD, is_in, password_step, staff, with_app

pytestmark = pytest.mark.django_db
ALONE, STEP, ADD = ("/accounts/2fa/webauthn/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/webauthn/add/")  # fmt: skip


def answer_of(**response):
    said = "".join(f'"{name}":"{value}",' for name, value in response.items())
    return f'{{"id":"MQ","rawId":"MQ","type":"public-key","response":{{{said.rstrip(",")}}},"clientExtensionResults":{{}}}}'


HANDLE = base64.urlsafe_b64encode(b"1").decode()
ANSWERS = {
    "nothing": "", "no JSON": "x", "empty": "{}", "list": "[]", "number": "1", "null": "null", "text": '"x"',
    "no response": '{"response":null}', "list inside": '{"response":[]}', "handle alone": f'{{"response":{{"userHandle":"{HANDLE}"}}}}',
    "handle a number": '{"response":{"userHandle":1}}', "no base64": answer_of(clientDataJSON="a", attestationObject="a", authenticatorData="a", signature="a", userHandle="a"),
    "no CBOR": answer_of(clientDataJSON="e30", attestationObject="e30", authenticatorData="AAAA", signature="MQ", userHandle=HANDLE),
    "deep": "[" * 5_000, "deep with an end": "[" * 5_000 + "]" * 5_000, "long": f'"{"x" * 100_000}"',
}  # fmt: skip


@pytest.mark.parametrize("kind", ANSWERS)
def test_is_a_wrong_code_at_every_place(kind):
    cache.clear()
    with_app(staff())
    staff(name="selim")
    places = []
    for place, login in ((ALONE, ""), (STEP, "rina"), (ADD, "selim")):
        client = Client()
        if login:
            password_step(client, login)
        if place == ADD:
            client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.get(place, headers={"accept": "application/json"})
        answer = client.post(place, {"credential": ANSWERS[kind], "name": "x"})
        places.append((answer.status_code, is_in(client)))

    assert places == [(302, False), (200, False), (200, True)]
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert Tries.objects.exists()
