"""Register the app with Django."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
