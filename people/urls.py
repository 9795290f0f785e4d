"""Addresses of the door beside allauth's: invitations, confirmed addresses; and those of allauth that stay closed."""

from django.urls import path

from people import views

urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("email/confirm/<str:token>/", views.confirm_email, name="confirm_email"),
    # allauth would take another address without the password, and without asking whose it is.
    path("email/", views.to_profile),
    path("confirm-email/", views.to_profile),
    path("confirm-email/<str:key>/", views.to_profile),
    path("password/set/", views.to_profile),
]
