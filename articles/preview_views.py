"""What somebody with a preview link gets, without a login: one version's page, and the pictures on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import preview, preview_links
from articles.models import PreviewLink
from images.names import FOLDER, key_of, key_of_video, url_of, video_name
from images.views import served, type_of


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the version that a link is bound to; whatever is wrong with a link, the answer is the same 404."""
    link = _link(request, token)
    if request.method == "GET":
        preview_links.note_opened(link, request.now)
    response = preview.page_of(request, link.article, link.revision, link=link)
    response.content = _with_own_files(response.text, token, link)
    return response


@require_safe
def file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Send a picture or video of the link's version, which nobody else may see yet; kept by no cache."""
    link = _link(request, token)
    content_type = type_of(name)
    pictures, videos = preview_links.keys_of(link)
    if key_of(name) not in pictures and key_of_video(name) not in videos:
        raise Http404
    return preview.unlisted(served(request, name, content_type, is_public=False))


def _link(request: HttpRequest, token: str) -> PreviewLink:
    link = preview_links.find(token, request.now)
    if link is None:
        raise Http404
    return link


def _with_own_files(html: str, token: str, link: PreviewLink) -> str:
    """Let the page ask for its version's files below the link's own address: elsewhere they are the desk's."""
    pictures, videos = preview_links.keys_of(link)
    for name in [*(f"{FOLDER}{key}/" for key in pictures), *map(video_name, videos)]:
        html = html.replace(url_of(name), reverse("articles:preview_file", args=[token, name]))
    return html
