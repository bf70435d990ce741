"""Register the app with Django."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.orgs"
    label = "orgs"
    default_auto_field = "django.db.models.BigAutoField"
