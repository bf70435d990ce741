"""Register the app with Django."""

from django.apps import AppConfig


class BroadcastConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.broadcast"
    label = "broadcast"
    default_auto_field = "django.db.models.BigAutoField"
