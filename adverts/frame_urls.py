"""All addresses of the frames' host."""

from django.urls import path

from adverts import frames

urlpatterns = [
    path("frame/<int:pk>/", frames.advert),
    path("frame/statistics/", frames.statistics),
    path("frame/statistics.js", frames.statistics_script),
]
