"""Every address of the site, by the app that answers it."""

from django.urls import URLPattern, URLResolver, include, path

from loa.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("loa.web.urls")),
    path("", include("loa.desk.urls")),
    path("", include("loa.broadcast.urls")),
    path("", include("loa.production.urls")),
    path("sounds/", include("loa.media.urls")),
    path("", include("loa.office.urls")),
    path("healthz", health.alive),
    path("device/v1/", include("loa.stations.device_urls")),
    path("stations/", include("loa.stations.urls")),
]
