"""Register the app with Django."""

from django.apps import AppConfig


class StationsConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.stations"
    label = "stations"
    default_auto_field = "django.db.models.BigAutoField"
