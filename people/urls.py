"""Addresses of the door beside allauth's: invitations, confirmed addresses."""

from django.urls import path

from people import views

urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("email/confirm/<str:token>/", views.confirm_email, name="confirm_email"),
]
