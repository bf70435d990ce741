"""Addresses of stations, clusters, boxes and keys, for people."""

from django.urls import path

from loa.stations import views

app_name = "stations"

urlpatterns = [
    path("", views.stations, name="stations"),
    path("add/", views.add_station, name="add"),
    path("<int:station_id>/", views.station, name="station"),
    path("<int:station_id>/add/", views.add_cluster, name="add-cluster"),
    path("clusters/<slug:code>/", views.cluster, name="cluster"),
    path("clusters/<slug:code>/code/", views.code, name="code"),
    path("clusters/<slug:code>/code/withdraw/", views.withdraw_code, name="withdraw-code"),
    path("clusters/<slug:code>/volume/", views.volume, name="volume"),
    path("clusters/<slug:code>/files/", views.files, name="files"),
    path("boxes/<slug:device>/move/", views.move, name="move"),
    path("boxes/<slug:device>/revoke/", views.revoke, name="revoke"),
    path("keys/", views.keys, name="keys"),
]
