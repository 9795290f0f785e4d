"""All addresses: each application brings its own."""

from django.contrib import admin
from django.urls import include, path

from newsroom import views
from newsroom.operations import scrape

urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", scrape.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
    path("accounts/", include("people.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/oidc/", include("people.oidc.urls")),
    path("accounts/", include("people.allauth_urls")),
    path("comments/", include("comments.urls")),
    path("", include("frontpage.urls")),
    path("", include("articles.urls")),
    path("", include("adverts.urls")),
    path("", include("images.urls")),
    path("", include("paper.urls")),
]

handler400 = "newsroom.views.bad_request"
handler403 = "newsroom.views.forbidden"
handler404 = "newsroom.views.not_found"
handler500 = "newsroom.views.server_error"
