"""The two addresses of the single sign-on: going to the provider, and coming back."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from paper.abuse import is_foreign
from people.oidc.client import SignOnClient
from people.oidc.provider import SignOnProvider


def client(request: HttpRequest) -> SignOnClient:
    """Return what speaks with the provider; without one there is no such page."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return SignOnClient(request, SignOnProvider.id)


@require_GET
@never_cache
@login_not_required
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the provider. By a link, for a form may lead nowhere else (CSP form-action); another site's leads to the door."""
    ours = client(request)
    if is_foreign(request):
        return redirect("account_login")
    provider = ours.get_provider()
    try:
        return provider.redirect_from_request(request)
    except OAuth2Error as error:
        return render_authentication_error(request, provider, exception=error)


class Return(OAuth2CallbackView):
    """Coming back: what was asked for is found by the state in this browser's session."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, refusal = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refusal


@require_GET
@never_cache
@login_not_required
def come_back(request: HttpRequest) -> HttpResponse:
    """Finish the sign-on."""
    ours = client(request)
    try:
        return Return.adapter_view(ours)(request)
    except OAuth2Error as error:
        return render_authentication_error(request, ours.get_provider(), exception=error)
