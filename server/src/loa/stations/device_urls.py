"""Addresses that boxes call. Their version is part of the address."""

from django.urls import path

from loa.stations import api

app_name = "device"

urlpatterns = [
    path("enrol", api.enrol, name="enrol"),
    path("files/<str:digest>", api.file, name="file"),
]
