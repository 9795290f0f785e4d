"""Pages of the door that need no sign-in: an invitation, the confirmation of an address."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import first_sign_in, invitations, profile
from people.forms import AcceptForm
from people.models import Invitation
from people.roles import ROLES

GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an invitation; POST makes the account and signs its owner in."""
    offered = invitations.find(token)
    if offered is None:
        return _over(request)
    form = AcceptForm(request.POST or None, initial=_known(offered))
    if request.method == "POST" and form.is_valid():
        try:
            return _accept(request, token, form.cleaned_data)
        except invitations.LinkOver:
            return _over(request)
        except invitations.NameTaken:
            form.add_error("username", _("Somebody else has this name. Choose another one."))
    context = {"form": form, "invitation": offered, "role": ROLES[offered.role][0]}
    return TemplateResponse(request, "account/invitation.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link would change; POST changes it. Whoever has the link has the address."""
    if (wish := profile.find(token)) is None:
        return TemplateResponse(request, "account/link_over.html", {"way": "profile"}, status=GONE)
    if request.method == "POST":
        try:
            profile.confirm_email(token)
        except profile.LinkOver:
            return TemplateResponse(
                request, "account/link_over.html", {"way": "profile"}, status=GONE
            )
        messages.success(request, _("The address has been changed."))
        return redirect("admin:me")
    return TemplateResponse(request, "account/confirm_email.html", {"wish": wish})


def _accept(request: HttpRequest, token: str, typed: dict[str, Any]) -> HttpResponse:
    offered, user = invitations.accept(
        token, username=typed["username"], display_name=typed["display_name"],
        password=typed["password1"], language=typed["language"],
    )  # fmt: skip
    if offered.is_first:
        first_sign_in.forget()
    answer = perform_login(request, user)
    # Chosen a moment ago: a second step can be set up without typing it again.
    record_authentication(request, user, "password", reauthenticated=True)
    return answer


def _known(offered: Invitation) -> dict[str, Any]:
    return {"display_name": offered.display_name}


def _over(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "account/link_over.html", {"way": "invitation"}, status=GONE)
