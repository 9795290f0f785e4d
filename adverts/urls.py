"""Addresses of adverts on the paper's own host."""

from django.urls import path

from adverts import views

app_name = "adverts"

urlpatterns = [path("ads.txt", views.ads_txt, name="ads_txt")]
