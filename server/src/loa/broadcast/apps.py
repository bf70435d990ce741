"""Register the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import SEEING


class BroadcastConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.broadcast"
    label = "broadcast"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the words for our refusals, and the monitor to the navigation."""
        from loa.broadcast import box_reasons, words  # noqa: PLC0415 - tables are known only now
        from loa.web import refusals  # noqa: PLC0415
        from loa.web.ways import Way, add  # noqa: PLC0415

        refusals.add(words.WORDS, words.STATUS)
        refusals.add(box_reasons.WORDS)
        add(
            Way(
                label=_("Giám sát"),
                url="broadcast:monitor",
                icon="radio-tower",
                order=6,
                duties=SEEING,
            )
        )
