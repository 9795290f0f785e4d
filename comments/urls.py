"""Addresses of the conversation (contract.md)."""

from django.urls import path

from comments import views

app_name = "comments"

urlpatterns = [
    path("<int:article_id>/", views.ThreadView.as_view(), name="thread"),
    path("<int:article_id>/mine/", views.mine, name="mine"),
]
