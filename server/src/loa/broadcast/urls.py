"""Addresses of orders, deliveries and the monitor."""

from django.urls import path

from loa.broadcast import views

app_name = "broadcast"

urlpatterns = [
    path("orders/<slug:order_id>/", views.order, name="order"),
    path("orders/<slug:order_id>/cancel/", views.cancel, name="cancel"),
    path("deliveries/<int:bulletin_id>/", views.bulletin, name="bulletin"),
    path("monitor/", views.monitor, name="monitor"),
    path("monitor/<int:station_id>/", views.station, name="station"),
]
