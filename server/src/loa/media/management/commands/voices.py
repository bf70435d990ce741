"""`loa voices`: list the voices that read here."""

from typing import Any

from django.core.management.base import BaseCommand

from loa.media import queries


class Command(BaseCommand):
    """Say for each voice which language it reads, under which licence, and whether it is in use."""

    help = "List the voices that read texts aloud, and those that wait for their licence."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one line for each: name, language, licence, since when or what it waits for."""
        for one in queries.installed_voices():
            since = f"since {one.accepted_at:%Y-%m-%d}" if one.accepted_at else "not accepted yet"
            self.stdout.write(f"{one.name}  {one.language}  {one.licence}  {since}  {one.source}")
        for voice in queries.voices():
            if voice.engine != queries.OF_PACKS:
                what = "robot voice, last resort" if voice.is_robot else "speech service"
                self.stdout.write(f"{voice.key}  {voice.language}  {what}")
