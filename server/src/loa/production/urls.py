"""Addresses of production."""

from django.urls import path

from loa.production import views

app_name = "production"

urlpatterns = [
    path("royalties/", views.sheet, name="sheet"),
    path("royalties/rates/", views.rates, name="rates"),
    path("royalties/bulletins/<int:bulletin_id>/", views.credits_of, name="credits"),
]
