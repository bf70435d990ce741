"""Register the app with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the words for refusals that every app shares."""
        from loa.web import box_words, forms, refusals, words  # noqa: PLC0415 - tables are known only now

        refusals.add(words.WORDS, words.STATUS)
        refusals.add(box_words.WORDS)
        forms.speak_plainly()
