"""Addresses of stories and their lists; names are articles:detail and so on."""

from django.urls import path, register_converter

from articles import converters, feeds, preview_views, readership, sitemaps, views

register_converter(converters.BanglaSlugConverter, "bnslug")
register_converter(converters.AnySlugConverter, "anyslug")
register_converter(converters.SectionPathConverter, "sectionpath")
register_converter(converters.YearConverter, "year")
register_converter(converters.TwoDigitConverter, "two")

app_name = "articles"

urlpatterns = [
    path("feed/", feeds.site, name="feed"),
    path("category/<sectionpath:path>/feed/", feeds.category, name="category_feed"),
    path("tag/<bnslug:slug>/feed/", feeds.tag, name="tag_feed"),
    path("author/<bnslug:slug>/feed/", feeds.author, name="author_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-<year:year>-<two:month>.xml", sitemaps.month, name="sitemap_month"),
    path("seen/", readership.seen, name="seen"),
    path("latest/", views.latest, name="latest"),
    path("article/<int:pk>/", views.detail, name="by_id"),
    path("article/<int:pk>/<anyslug:slug>/", views.detail, name="detail"),
    path("n/<int:pk>/", views.short_link, name="short_link"),
    path("preview/<str:token>/", preview_views.page, name="preview"),
    path("preview/<str:token>/media/<path:name>", preview_views.file, name="preview_file"),
    path("category/<sectionpath:path>/", views.category, name="category"),
    path("tag/<bnslug:slug>/", views.tag, name="tag"),
    path("author/<bnslug:slug>/", views.author, name="author"),
    path("corrections/", views.corrections, name="corrections"),
    path("series/<bnslug:slug>/", views.series, name="series"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/<two:month>/", views.archive_month, name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", views.archive_day, name="archive_day"),
]
