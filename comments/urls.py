"""Addresses of the conversation (contract.md)."""

from django.urls import path

from comments import feeds, mail_views, own_data_views, own_views, report_views, views

app_name = "comments"

urlpatterns = [
    path("feed/", feeds.newest, name="feed"),
    path("confirm/<str:token>/", mail_views.confirm, name="confirm"),
    path("unsubscribe/<uuid:token>/", mail_views.unsubscribe, name="unsubscribe"),
    path("my-data/", own_data_views.ask, name="my_data"),
    path("my-data/keep/<str:token>/", own_data_views.keep, name="keep_data"),
    path("my-data/<str:token>/", own_data_views.show, name="own_data"),
    path("<int:article_id>/", views.ThreadView.as_view(), name="thread"),
    path("<int:article_id>/mine/", own_views.mine, name="mine"),
    path("<int:article_id>/mine/<int:comment_id>/edit/", own_views.edit, name="edit"),
    path("<int:article_id>/mine/<int:comment_id>/delete/", own_views.delete, name="delete"),
    path("<int:article_id>/report/<int:comment_id>/", report_views.report, name="report"),
]
