"""What tests of the second step share: people, an app on a phone, the way through the door."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import signing
from django.test import Client

from people import two_step
from people.models import TwoStepRule, User
from people.roles import grant

LOGIN = "/accounts/login/"
CODE = "/accounts/2fa/authenticate/"
INDEX = "/accounts/2fa/"
PASSWORD = "kathal-chhaya-27"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def staff(role="editor", name="rina", **values) -> User:
    user = User.objects.create_user(
        name, email=f"{name}@paper.example", password=PASSWORD, **values
    )
    grant(user, role)
    return User.objects.get(pk=user.pk)


def with_app(user: User) -> User:
    """Give somebody the app whose secret is SECRET, and recovery codes."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def recovery_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


def app_code(secret=SECRET, steps=0) -> str:
    """What the app shows now, or so many half minutes later (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def password_step(client: Client, login="rina", password=PASSWORD, path=LOGIN, **more):
    return client.post(path, {"login": login, "password": password}, **more)


def code_step(client: Client, code: str):
    return client.post(CODE, {"code": code})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def rule(role="editor", *, grace_days=0) -> None:
    two_step.change_rule(role, is_required=True, grace_days=grace_days, by=root())


def root() -> User:
    found = User.objects.filter(username="root").first()
    return found or User.objects.create_superuser("root", "root@paper.example", PASSWORD)


def without_rules() -> None:
    TwoStepRule.objects.all().delete()


def device_cookie(user: User, mark="m" * 16) -> str:
    return signing.dumps({str(user.pk): mark}, salt="newsroom.known-device")
