"""Register the app with Django."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the words for refusals about sound, and the way in to the voices."""
        from loa.media import words  # noqa: PLC0415 - tables are known only now
        from loa.media.ways import WAYS  # noqa: PLC0415 - addresses are known only now
        from loa.web import refusals, ways  # noqa: PLC0415

        refusals.add(words.WORDS, words.STATUS)
        ways.add(*WAYS)
