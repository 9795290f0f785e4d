"""Standing pages, the contact form, and the paper's own colours."""

import datetime as dt
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from paper.abuse import address_prefix, client_address, is_foreign, keyed_hash
from paper.caching import DAY, private, public
from paper.contact import ContactMessage
from paper.forms import ContactForm
from paper.outbox import queue_mail
from paper.pages import Page

PER_HOUR = 10
"""Messages an hour from one network: readers behind one address are many, a robot is faster."""


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
    form = ContactForm(request.POST)
    status = 400
    if is_foreign(request):
        form.is_valid()
        form.add_error(None, _("The message came from another site. Send it from this page."))
        status = 403
    elif form.is_valid() and _is_flood(request):
        form.add_error(None, _("Too many messages came from your network. Try again in an hour."))
        status = 429
    if form.is_valid():
        if not form.is_trap_sprung:
            store_message(form, address_prefix(client_address(request)), request.paper.email)
        return redirect(f"{request.path}?{urlencode({'sent': 1})}", permanent=False)
    context = {"page": text, "form": form, "sent": False}
    return private(render(request, "paper/contact.html", context, status=status))


def _is_flood(request: HttpRequest) -> bool:
    since = request.now - dt.timedelta(hours=1)
    recent = ContactMessage.objects.filter(
        address_prefix=address_prefix(client_address(request)), received_at__gt=since
    )
    return recent[:PER_HOUR].count() >= PER_HOUR


@transaction.atomic
def store_message(form: ContactForm, prefix: str, paper_email: str) -> ContactMessage:
    """Store the message once, and queue it as a mail to the paper when the paper has an address."""
    message, created = ContactMessage.objects.get_or_create(
        idempotency_key=keyed_hash(form.idempotency_key).hex(),
        defaults={**{n: form.cleaned_data[n] for n in ("name", "email", "subject", "message")}, "address_prefix": prefix},
    )  # fmt: skip
    if created and paper_email:
        queue_mail(
            "contact", to=paper_email, reply_to=message.email, subject=message.subject,
            body=f"{message.name} <{message.email}>\n\n{message.message}\n",
            dedupe_key=f"contact-{message.pk}",
        )  # fmt: skip
    return message


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
