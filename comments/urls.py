"""Addresses of the conversation (contract.md)."""

from django.urls import path

from comments import feeds, mail_views, own_data_views, views

app_name = "comments"

urlpatterns = [
    path("feed/", feeds.newest, name="feed"),
    path("confirm/<str:token>/", mail_views.confirm, name="confirm"),
    path("unsubscribe/<uuid:token>/", mail_views.unsubscribe, name="unsubscribe"),
    path("my-data/", own_data_views.ask, name="my_data"),
    path("my-data/keep/<str:token>/", own_data_views.keep, name="keep_data"),
    path("my-data/<str:token>/", own_data_views.show, name="own_data"),
    path("<int:article_id>/", views.ThreadView.as_view(), name="thread"),
    path("<int:article_id>/mine/", views.mine, name="mine"),
]
