"""The real worker takes the job from the database and makes the sound."""

from pathlib import Path

import pytest
from loa.media.actions import speak
from loa.orgs.models import Person
from procrastinate.contrib.django import app


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_what_an_officer_asked_for(nam: Person, files: Path) -> None:
    sound = speak(nam, "Kính thưa bà con.", "vi", nam.unit)

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, listen_notify=False, queues=["media"])

    sound.refresh_from_db()
    assert sound.state == "ready"
