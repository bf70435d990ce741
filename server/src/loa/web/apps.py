"""Register the app with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
