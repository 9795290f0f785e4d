"""Addresses of the conversation (contract.md)."""

from django.urls import path

from comments import feeds, views

app_name = "comments"

urlpatterns = [
    path("feed/", feeds.newest, name="feed"),
    path("<int:article_id>/", views.ThreadView.as_view(), name="thread"),
    path("<int:article_id>/mine/", views.mine, name="mine"),
]
