"""Addresses of uploads: of one file, of a picture whatever its file is today."""

from django.urls import path

from images import views

app_name = "images"

urlpatterns = [
    path("media/picture/<int:pk>/", views.newest, name="newest"),
    path("media/<path:name>", views.media, name="media"),
]
