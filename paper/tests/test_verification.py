"""Tokens of Google, Bing and Facebook out of whatever an owner pastes, and on the pages."""

import pytest
from django import forms
from django.test import Client

from paper.identity import Site
from paper.verification import SERVICES, TokenField

GOOGLE = "dBw5CvburAxi537Rp9qi5uG2174Vb6JwHwIRwPSLIK8"
BING = "0123456789ABCDEF0123456789ABCDEF"
FACEBOOK = "k7w0x8p2c4v6b8n1m3q5z7a9s1d3f5"


@pytest.mark.parametrize(
    ("field", "pasted", "token"),
    [
        ("google_verification", GOOGLE, GOOGLE),
        ("google_verification", f'<meta name="google-site-verification" content="{GOOGLE}" />', GOOGLE),
        ("google_verification", f" <META content='{GOOGLE}' name='google-site-verification'>\n", GOOGLE),
        ("google_verification", "", ""),
        ("bing_verification", f'<meta name="msvalidate.01" content="{BING}" />', BING),
        ("facebook_verification", f'<meta name="facebook-domain-verification" content="{FACEBOOK}" />', FACEBOOK),
    ],
    ids=["bare", "tag", "odd tag", "nothing", "bing", "facebook"],
)  # fmt: skip
def test_of_what_was_pasted_the_token_is_kept(field, pasted, token):
    assert TokenField(SERVICES[field]).clean(pasted) == token


@pytest.mark.parametrize(
    ("field", "pasted"),
    [
        ("google_verification", f'<meta name="msvalidate.01" content="{BING}">'),
        ("google_verification", "<script>alert(1)</script>"),
        ("google_verification", f'{GOOGLE}"><script>'),
        ("google_verification", f"google-site-verification={GOOGLE}"),
        ("google_verification", "short"),
        ("bing_verification", GOOGLE),
        ("facebook_verification", f"<meta name='facebook-domain-verification' content='{FACEBOOK}<b'>"),
        ("facebook_verification", "x" * 600),
    ],
    ids=["another's", "script", "broken out", "dns record", "short", "no hex", "markup", "long"],
)  # fmt: skip
def test_anything_else_is_refused(field, pasted):
    with pytest.raises(forms.ValidationError):
        TokenField(SERVICES[field]).clean(pasted)


@pytest.mark.django_db
def test_pages_carry_the_tokens_that_are_set_and_no_others():
    Site.objects.current()
    Site.objects.update(google_verification=GOOGLE, facebook_verification=FACEBOOK)

    page = Client().get("/contact/").text

    assert f'<meta name="google-site-verification" content="{GOOGLE}">' in page
    assert f'<meta name="facebook-domain-verification" content="{FACEBOOK}">' in page
    assert "msvalidate" not in page
