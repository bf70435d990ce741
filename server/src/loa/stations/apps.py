"""Register the app with Django."""

from django.apps import AppConfig


class StationsConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.stations"
    label = "stations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say where the signer is, and add the words for our refusals."""
        from django.conf import settings  # noqa: PLC0415 - settings are ready only now

        from loa.stations import signer, words  # noqa: PLC0415 - tables are known only now
        from loa.stations.signer.client import Client  # noqa: PLC0415
        from loa.stations.ways_in import WAYS  # noqa: PLC0415
        from loa.web import refusals, ways  # noqa: PLC0415

        signer.use(Client(settings.LOA_SIGNER_SOCKET))
        refusals.add(words.WORDS, words.STATUS)
        ways.add(*WAYS)
