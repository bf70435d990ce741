"""Register the app with Django."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the words for refusals of writing and approving."""
        from loa.bulletins import words  # noqa: PLC0415 - apps are known only now
        from loa.web import refusals  # noqa: PLC0415

        refusals.add(words.WORDS)
