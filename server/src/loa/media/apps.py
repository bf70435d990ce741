"""Register the app with Django."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the words for refusals about sound."""
        from loa.media import words  # noqa: PLC0415 - tables are known only now
        from loa.web import refusals  # noqa: PLC0415 - tables are known only now

        refusals.add(words.WORDS, words.STATUS)
