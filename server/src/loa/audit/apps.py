"""Register the app with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
