"""Register the app with Django."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"
