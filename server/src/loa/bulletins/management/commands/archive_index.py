"""`loa archive index`: keep again what every bulletin is found by."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from loa.bulletins import archive
from loa.bulletins.models import Version


class Command(BaseCommand):
    """Fold the words of every bulletin again: after an update, or a copy from elsewhere."""

    help = "Make the search of the archive new, from the words of every bulletin."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through the newest wording of each, one transaction for each."""
        newest = Version.objects.order_by("bulletin_id", "-number").distinct("bulletin_id")
        count = 0
        for version in newest.select_related("bulletin").iterator(chunk_size=500):
            with transaction.atomic():
                archive.keep_words(version)
            count += 1
        self.stdout.write(f"{count} bulletins are found by their words")
