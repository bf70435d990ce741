"""Whoever heard a sound to its end is on record, once, with how we know."""

import pytest
from django.test import Client
from loa.audit.models import Entry
from loa.media import hearings, queries
from loa.media.models import Hearing, Sound
from loa.media.refusals import NotReady
from loa.media.testing.sounds import pending_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotFound

pytestmark = pytest.mark.django_db


def test_the_players_word_is_kept_once(cast: Cast, sound: Sound) -> None:
    client = Client()
    client.force_login(cast.hoa)

    for _ in range(2):
        assert client.post(f"/sounds/{sound.pk}/heard").status_code == 204

    hearing = Hearing.objects.get()
    assert (hearing.person, hearing.how) == (cast.hoa.actor_id, "player")
    entry = Entry.objects.get(action="sound.heard")
    assert entry.facts == {"how": "player"}
    assert queries.masters_heard(cast.hoa, [sound.pk, None]) == {sound.master_id}
    assert queries.masters_heard(cast.minh, [sound.pk]) == frozenset()


def test_a_persons_own_word_is_kept_as_such(cast: Cast, sound: Sound) -> None:
    hearings.note_heard(cast.hoa, sound.pk, is_their_word=True)

    assert Hearing.objects.get().how == "word"


def test_a_stranger_heard_nothing(cast: Cast, sound: Sound) -> None:
    with pytest.raises(NotFound):
        hearings.note_heard(cast.lan, sound.pk)


def test_nobody_has_heard_what_is_still_being_made(nam: Person, files: object) -> None:
    with pytest.raises(NotReady):
        hearings.note_heard(nam, pending_sound(nam, nam.unit).pk)
    assert not Hearing.objects.exists()
