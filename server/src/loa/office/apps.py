"""Register the app with Django."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Name the app by its short label, and put its pages into the navigation."""

    name = "loa.office"
    label = "office"

    def ready(self) -> None:
        """Give the words of the units' and people's refusals, and the ways in."""
        from loa.office.ways import WAYS  # noqa: PLC0415 - addresses are known only now
        from loa.orgs.words import WORDS  # noqa: PLC0415
        from loa.web import refusals, ways  # noqa: PLC0415

        refusals.add(WORDS)
        ways.add(*WAYS)
