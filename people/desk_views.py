"""The page of one's own account on the desk: name, language, address, password, sessions."""

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bangla.digits import to_bangla
from people import browsers, profile, sessions
from people.forms import EmailForm, ProfileForm
from people.models import EmailChange


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show the account; POST keeps name and language."""
    # A copy: the page goes on naming the person as they are, whatever was typed.
    form = ProfileForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        profile.change(request.user, **form.cleaned_data)
        messages.success(request, _("Your account has been saved."))
        return redirect("admin:me")
    return _page(request, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Take another address; a mail to it has to be answered first."""
    if request.method != "POST":
        return redirect("admin:me")
    form = EmailForm(request.POST, user=request.user, request=request)
    if not form.is_valid():
        return _page(request, email_form=form)
    profile.ask_email(request.user, form.cleaned_data["email"])
    messages.success(request, _("A link is on its way to the new address. The address changes when the link is opened. If another account has the address, nothing is sent."))  # fmt: skip
    return redirect("admin:me")


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sessions."""
    if profile.end_session(request.user, pk):
        messages.success(request, _("That browser has been signed out."))
    return redirect("admin:me")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all own sessions but this one."""
    ended = profile.end_other_sessions(request.user, request.session.session_key)
    said = ngettext("%(n)s browser has been signed out.", "%(n)s browsers have been signed out.", ended)  # fmt: skip
    messages.success(request, said % {"n": to_bangla(ended)})
    return redirect("admin:me")


def _page(
    request: HttpRequest,
    *,
    form: ProfileForm | None = None,
    email_form: EmailForm | None = None,
) -> HttpResponse:
    user = request.user
    wish = EmailChange.objects.filter(user=user).first()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("My account"),
        "person": user,
        "form": form or ProfileForm(instance=copy(user)),
        "email_form": email_form or EmailForm(user=user, request=request),
        "asked_email": wish.email if wish and profile.is_good(wish) else "",
        "sessions": _listed(request),
    }
    return TemplateResponse(request, "admin/people/me.html", context)


def _listed(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.session.session_key
    rows = [
        {
            "pk": row.pk, "device": browsers.in_words(row.browser, row.system), "network": row.network,
            "began_at": row.began_at, "seen_at": row.seen_at, "is_this": row.session_key == here,
        }
        for row in sessions.open_of(request.user)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row["is_this"])
