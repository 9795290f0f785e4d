"""Addresses of the single sign-on."""

from django.urls import path

from people.oidc import views

urlpatterns = [
    path("", views.begin, name="sign_on"),
    path("callback/", views.come_back, name="sign_on_callback"),
]
