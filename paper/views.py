"""Standing pages, the contact form, and the paper's own colours."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from paper.abuse import address_prefix, client_address, is_foreign
from paper.caching import DAY, private, public
from paper.contact import TooMany, receive
from paper.forms import ContactForm
from paper.pages import Page

FORM_BYTES = 100_000
"""A form of this size holds every field at its limit several times over."""


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A standing page."""
    found = get_object_or_404(Page, slug=slug)
    response = render(request, "paper/page.html", {"page": found})
    return public(request, response, keys=["site", f"page-{found.slug}"], lifetime=DAY)


@csrf_exempt  # the page is cacheable and carries no token; Origin and Sec-Fetch-Site do its work
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponseBase:
    """The contact form: stored first, then mailed to the paper."""
    text = Page.objects.filter(slug="contact").first()
    if request.method == "POST":
        return _receive(request, text)
    context = {"page": text, "form": ContactForm(), "sent": "sent" in request.GET}
    response = render(request, "paper/contact.html", context)
    return public(request, response, keys=["site", "page-contact"], lifetime=DAY)


def _receive(request: HttpRequest, text: Page | None) -> HttpResponseBase:
    if int(request.META.get("CONTENT_LENGTH") or 0) > FORM_BYTES:
        return _show(request, text, ContactForm(), status=413, is_too_big=True)
    form = ContactForm(request.POST)
    if is_foreign(request):
        form.is_valid()
        form.add_error(None, _("The message came from another site. Send it from this page."))
        return _show(request, text, form, status=403)
    if not form.is_valid():
        return _show(request, text, form, status=400)
    try:
        if not form.is_trap_sprung:
            _store(request, form)
    except TooMany:
        form.add_error(None, _("Too many messages came from your network. Try again in an hour."))
        return _show(request, text, form, status=429)
    return private(HttpResponseRedirect(f"{request.path}?sent=1", status=303))


def _store(request: HttpRequest, form: ContactForm) -> None:
    receive(
        form.said,
        key=str(form.cleaned_data["key"] or ""),
        prefix=address_prefix(client_address(request)),
        paper_email=request.paper.email,
        now=request.now,
    )


def _show(
    request: HttpRequest,
    text: Page | None,
    form: ContactForm,
    *,
    status: int,
    is_too_big: bool = False,
) -> HttpResponse:
    context = {"page": text, "form": form, "is_too_big": is_too_big}
    return private(render(request, "paper/contact.html", context, status=status))


@require_safe
def colours(request: HttpRequest) -> HttpResponseBase:
    """The paper's accent colours as a stylesheet: pages carry no inline style."""
    light, dark = request.paper.accent, request.paper.accent_dark
    css = (
        f":root{{--accent:{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{--accent:{dark}}}}}"
        f":root[data-theme=dark]{{--accent:{dark}}}"
    )
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    return public(request, response, keys=["site"], lifetime=DAY)
