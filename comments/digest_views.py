"""A moderator's own page: mails about waiting comments, yes or no."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comments import digest
from comments.permissions import can_moderate


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show the switch; POST keeps the choice."""
    if not can_moderate(request.user):
        raise PermissionDenied
    if request.method == "POST":
        digest.choose(request.user, wants="wants_digest" in request.POST)
        messages.success(request, _("Your choice has been saved."))
        return HttpResponseRedirect(request.path, status=303)
    context = {
        **admin.site.each_context(request),
        "title": _("Mails about waiting comments"),
        "wants_digest": digest.wants_digest(request.user),
    }
    return TemplateResponse(request, "admin/comments/digest.html", context)
