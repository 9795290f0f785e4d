"""Addresses of the contact form and of standing pages (last: a page may have any free slug)."""

from django.urls import path

from paper import views

app_name = "paper"

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("site.css", views.colours, name="colours"),
    path("<slug:slug>/", views.page, name="page"),
]
