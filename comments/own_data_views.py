"""“My data”: the public page that asks for an address, and the private one behind the link that is mailed to it."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import commenters, emails, erasure, own_data, policy, proofs
from comments.device import key_of, new_token, remember, token_of
from comments.mail_views import link_is_over
from comments.models import LinkMail
from comments.own_data import Owner
from paper.abuse import address_prefix, client_address, is_foreign
from paper.caching import DAY, private, public


class AddressForm(forms.Form):
    """One e-mail address."""

    email = forms.EmailField(
        max_length=policy.EMAIL_CHARACTERS,
        error_messages={
            "required": gettext_lazy("Write your e-mail address."),
            "invalid": gettext_lazy("Write a valid e-mail address, such as nam@example.com"),
        },
    )


@csrf_exempt  # the page is cacheable and carries no token; Origin and Sec-Fetch-Site do its work
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """Take an address and always answer the same: whether anything is kept of it is said by mail alone."""
    if request.method != "POST":
        context = {"form": AddressForm(), "is_sent": "sent" in request.GET}
        response = render(request, "comments/my_data.html", context)
        return public(request, response, keys=["site"], lifetime=DAY)
    form, status = AddressForm(request.POST), 400
    is_filled = form.is_valid()
    network = address_prefix(client_address(request))
    if is_foreign(request):
        form.add_error(None, _("The form did not come from this site. Send it again from here."))
        status = 403
    elif is_filled and proofs.is_flood(network, request.now):
        form.add_error(
            None, _("Too many links were asked for from your network. Try again in an hour.")
        )
        status = 429
    if form.is_valid():
        own_data.ask(form.cleaned_data["email"], request.now, network=network)
        return private(HttpResponseRedirect(f"{request.path}?sent=1", status=303))
    context = {"form": form, "is_sent": False}
    return private(render(request, "comments/my_data.html", context, status=status))


@csrf_exempt  # the link is the token; a page of another site may send none of these forms
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is kept; POST joins this browser with the address and gives the file, erases, or keeps after all."""
    link = own_data.by_token(token)
    if link is None:
        return link_is_over(request)
    if request.method != "POST":
        return _show(request, link)
    if is_foreign(request) is not False:
        return _show(request, link, status=403)
    device, fresh = token_of(request) or new_token(), new_token()
    commenters.prove(key_of(device), link.email, request.now, fresh=key_of(fresh))
    response = _act(request, link)
    remember(response, fresh)
    return private(response)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that takes a request for erasure back; POST takes it back."""
    wanted = erasure.by_keep_token(token, request.now)
    if wanted is None:
        return link_is_over(request)
    context = {"wanted": wanted, "is_kept": False, "is_refused": False}
    if request.method == "POST":
        context["is_refused"] = is_foreign(request) is not False
        if not context["is_refused"]:
            context["is_kept"] = erasure.take_back(wanted, request.now)
    status = 403 if context["is_refused"] else 200
    return private(render(request, "comments/keep_data.html", context, status=status))


def _act(request: HttpRequest, link: LinkMail) -> HttpResponse:
    act = request.POST.get("act")
    if act == "download":
        return _file(request, link)
    if act == "erase":
        erasure.ask(link.email, request.now)
    elif act == "keep" and (wanted := erasure.waiting_for(link.email, request.now)):
        erasure.take_back(wanted, request.now)
    return HttpResponseRedirect(request.path, status=303)


def _file(request: HttpRequest, link: LinkMail) -> HttpResponse:
    told = own_data.export(Owner(link.email), request.now)
    style = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(told, json_dumps_params=style)
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _show(request: HttpRequest, link: LinkMail, status: int = 200) -> HttpResponse:
    counts = Owner(link.email).counts()
    context = {
        "address": emails.masked(link.email),
        "counts": counts,
        "has_anything": any(counts.values()),
        "wanted": erasure.waiting_for(link.email, request.now),
        "is_refused": status == 403,
    }
    return private(render(request, "comments/own_data.html", context, status=status))
