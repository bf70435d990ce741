"""What people do with bulletins: what changed, and what did not."""

from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.bulletins.testing import (
    MEETING,
    draft_of,
    finish,
    make_approved,
    make_waiting,
    refuse,
    stored,
    version_of,
)
from loa.bulletins.writing import Wording
from loa.domain.bulletins import (
    DigestChanged,
    NeedsReason,
    NeedsSound,
    NothingToSay,
    OwnWork,
    SoundIsRefused,
    SoundNotReady,
    State,
    UnitIsGone,
)
from loa.domain.permissions import Duty
from loa.domain.wording import HasMarkup, HasPicture, HasTurningMark, TextTooLong
from loa.media.models import Sound
from loa.media.refusals import EmptyFile, TooBig
from loa.orgs.models import AdminUnit, Person
from loa.orgs.testing import Cast, entrust, today
from loa_protocol.errors import NotAllowed, NotFound, Refusal, WrongState
from loa_protocol.priority import Klass

HERE = "vn/31/11848"
LATER = Wording(language="vi", text="Họp lúc 20 giờ.")


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def of_bulletins() -> list[str]:
    return [action for action in acts() if action.startswith("bulletin.")]


def test_an_officer_announces_in_one_step(nam: Person) -> None:
    bulletin = actions.announce(nam, draft_of(HERE))

    version = version_of(bulletin)
    (text,) = version.texts()
    assert (version.state, version.author, version.writers) == (
        State.SUBMITTED,
        nam.actor_id,
        [nam.actor_id],
    )
    assert (text.language, text.text) == ("vi", MEETING)
    assert text.sound is not None
    assert text.sound.kind == Sound.Kind.SPEECH
    assert bulletin.title == MEETING
    assert bulletin.human_number == f"1/{timezone.localdate().year}"
    assert of_bulletins() == ["bulletin.written", "bulletin.submitted"]


def test_numbers_follow_one_another(nam: Person, minh: Person) -> None:
    first, second = (actions.write(nam, draft_of(HERE)) for _ in range(2))

    assert (first.number, second.number) == (1, 2)
    assert actions.write(minh, draft_of("vn/31")).number == 1


@pytest.mark.django_db
def test_the_same_page_sent_twice_announces_once(nam: Person) -> None:
    draft = draft_of(HERE)

    assert actions.announce(nam, draft) == actions.announce(nam, draft)
    assert Bulletin.objects.count() == 1
    assert of_bulletins() == ["bulletin.written", "bulletin.submitted"]
    assert Sound.objects.count() == 1


def test_somebody_elses_page_is_not_found(nam: Person, minh: Person) -> None:
    draft = draft_of(HERE)
    actions.write(nam, draft)

    with pytest.raises(NotFound):
        actions.write(minh, draft)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("x" * 200_000, TextTooLong),
        (MEETING + " 🙂", HasPicture),
        (MEETING + "\u202e", HasTurningMark),
        ("<speak>" + MEETING + "</speak>", HasMarkup),
        ("   ", NothingToSay),
    ],
)
def test_a_text_that_cannot_be_spoken_changes_nothing(
    nam: Person, text: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        actions.announce(nam, draft_of(HERE, text))

    assert Bulletin.objects.count() == Sound.objects.count() == 0
    assert acts() == []


def test_nobody_writes_for_another_commune(cast: Cast) -> None:
    for somebody in (cast.lan, cast.tuan, cast.hoa, cast.an):
        with pytest.raises(NotAllowed):
            actions.announce(somebody, draft_of(HERE))

    assert Bulletin.objects.count() == 0


def end(unit: AdminUnit) -> None:
    unit.valid_to = today()
    unit.save(update_fields=["valid_to"])


def test_a_unit_that_no_longer_exists_says_nothing(nam: Person, commune: AdminUnit) -> None:
    written = actions.write(nam, draft_of(HERE))
    end(commune)

    with pytest.raises(UnitIsGone):
        actions.write(nam, draft_of(HERE))
    with pytest.raises(UnitIsGone):
        actions.submit(nam, written.pk)
    with pytest.raises(UnitIsGone):
        actions.write(nam, draft_of("vn/31/99999"))
    assert Bulletin.objects.count() == 1
    assert version_of(written).state == State.DRAFT


def test_a_unit_that_changed_its_kind_goes_on_speaking(nam: Person, commune: AdminUnit) -> None:
    end(commune)
    commune.pk, commune.kind = None, "phuong"
    commune.valid_from, commune.valid_to = today(), None
    commune.save(force_insert=True)

    assert actions.announce(nam, draft_of(HERE)).unit == commune


def test_a_leader_approves_what_they_heard_and_read(nam: Person, hoa: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest

    actions.approve(hoa, bulletin.pk, seen)

    version = version_of(bulletin)
    assert (version.state, version.approved_by, version.digest) == (
        State.APPROVED,
        hoa.actor_id,
        seen,
    )
    entry = Entry.objects.get(action="bulletin.approved")
    assert entry.actor_id == str(hoa.actor_id)
    assert entry.facts == {"version": 1, "digest": seen}


def test_nobody_approves_what_they_wrote(nam: Person, commune: AdminUnit) -> None:
    entrust(nam, Duty.APPROVE, commune)
    bulletin = make_waiting(nam, HERE)

    with pytest.raises(OwnWork):
        actions.approve(nam, bulletin.pk, version_of(bulletin).as_version().digest)

    assert version_of(bulletin).state == State.SUBMITTED


def test_whoever_touched_a_draft_does_not_approve_it(
    nam: Person, minh: Person, hoa: Person
) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    actions.put_wording(minh, bulletin.pk, LATER)
    actions.submit(nam, bulletin.pk)
    for text in version_of(bulletin).texts():
        finish(text.sound)  # type: ignore[arg-type]
    seen = version_of(bulletin).as_version().digest

    with pytest.raises(OwnWork):
        actions.approve(minh, bulletin.pk, seen)
    actions.approve(hoa, bulletin.pk, seen)


def test_a_new_wording_remembers_who_wrote_the_old_one(
    nam: Person, minh: Person, hoa: Person
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    actions.new_version(minh, bulletin.pk)

    assert set(version_of(bulletin).writers) == {nam.actor_id, minh.actor_id}


def test_the_database_refuses_own_work_whoever_asks(nam: Person, hoa: Person) -> None:
    version = version_of(make_waiting(nam, HERE))
    told = {"approved_at": timezone.now(), "digest": "a" * 64, "state": "approved"}
    of = Version.objects.filter(pk=version.pk)

    with pytest.raises(IntegrityError, match="nobody_approves_own_work"), transaction.atomic():
        of.update(approved_by=nam.actor_id, **told)
    with pytest.raises(IntegrityError, match="names_person_time_and_digest"), transaction.atomic():
        of.update(approved_by=hoa.actor_id, **{**told, "digest": ""})
    with pytest.raises(IntegrityError, match="only_the_approved_is_heard"), transaction.atomic():
        of.update(state="released")
    with pytest.raises(IntegrityError, match="whoever_returns_says_why"), transaction.atomic():
        of.update(state="returned")
    with pytest.raises(IntegrityError, match="one_open_version"), transaction.atomic():
        Version.objects.create(
            bulletin=version.bulletin, number=2, author=nam.actor_id, writers=[nam.actor_id]
        )


def test_the_database_keeps_approved_words_as_they_are(nam: Person, hoa: Person) -> None:
    version = version_of(make_approved(nam, hoa, HERE))
    texts = VersionText.objects.filter(version=version)

    with pytest.raises(IntegrityError, match="approved words never change"), transaction.atomic():
        texts.update(text="Khác")
    with pytest.raises(IntegrityError, match="approved words never change"), transaction.atomic():
        texts.delete()
    with pytest.raises(IntegrityError, match="approved words never change"), transaction.atomic():
        VersionText.objects.create(version=version, position=5, language="en", text="Other")
    with pytest.raises(IntegrityError, match="an approval never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(digest="b" * 64)


def test_what_changed_since_the_page_was_opened_is_not_approved(nam: Person, hoa: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest
    actions.take_back(nam, bulletin.pk)
    actions.put_wording(nam, bulletin.pk, LATER)
    actions.submit(nam, bulletin.pk)
    for text in version_of(bulletin).texts():
        finish(text.sound)  # type: ignore[arg-type]

    with pytest.raises(DigestChanged):
        actions.approve(hoa, bulletin.pk, seen)

    assert version_of(bulletin).state == State.SUBMITTED


def test_nothing_is_approved_that_nobody_could_hear(nam: Person, hoa: Person) -> None:
    bulletin = actions.announce(nam, draft_of(HERE))

    with pytest.raises(SoundNotReady):
        actions.approve(hoa, bulletin.pk, version_of(bulletin).as_version().digest)


def test_a_leader_returns_and_the_writer_mends(nam: Person, hoa: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    with pytest.raises(NeedsReason):
        actions.return_(hoa, bulletin.pk, " ")

    actions.return_(hoa, bulletin.pk, "Sai giờ họp.")
    assert [version.reason for version in queries.to_mend(nam)] == ["Sai giờ họp."]
    actions.put_wording(nam, bulletin.pk, LATER)
    actions.submit(nam, bulletin.pk)

    (text,) = version_of(bulletin).texts()
    assert text.text == "Họp lúc 20 giờ."
    assert text.sound is not None
    assert text.sound.text == "Họp lúc 20 giờ."
    assert version_of(bulletin).number == 1


def test_words_that_did_not_change_keep_the_sound_that_was_heard(nam: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    actions.hear(nam, bulletin.pk)
    (heard,) = version_of(bulletin).texts()
    actions.put_wording(nam, bulletin.pk, Wording(language="vi", text=MEETING))
    actions.submit(nam, bulletin.pk)

    (text,) = version_of(bulletin).texts()
    assert text.sound == heard.sound


def test_a_recording_stands_beside_the_words(nam: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    tay = Wording(language="tyz", text="Khảu lẩu", upload=BytesIO(b"RIFF"), is_recording=True)
    actions.put_wording(nam, bulletin.pk, tay)
    actions.submit(nam, bulletin.pk)

    spoken, recorded = version_of(bulletin).texts()
    assert (spoken.language, spoken.is_recorded) == ("vi", False)
    assert (recorded.language, recorded.is_recorded) == ("tyz", True)
    assert recorded.sound is not None
    assert recorded.sound.kind == Sound.Kind.RECORDING


def test_a_recording_may_be_dropped_for_a_voice(nam: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    upload = Wording(language="vi", text=MEETING, upload=BytesIO(b"RIFF"))
    actions.put_wording(nam, bulletin.pk, upload)
    actions.drop_recording(nam, bulletin.pk, "vi")

    (text,) = version_of(bulletin).texts()
    assert (text.is_recorded, text.sound) == (False, None)


def test_a_language_without_a_voice_needs_a_recording(nam: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    actions.put_wording(nam, bulletin.pk, Wording(language="tyz", text="Khảu lẩu"))

    with pytest.raises(NeedsSound) as refused:
        actions.submit(nam, bulletin.pk)
    assert refused.value.facts == {"language": "Tày"}

    actions.drop_language(nam, bulletin.pk, "tyz")
    assert actions.submit(nam, bulletin.pk) == bulletin


@pytest.mark.parametrize("content", [b""])
def test_an_empty_file_is_refused_and_nothing_kept(nam: Person, content: bytes) -> None:
    wording = Wording(language="vi", upload=BytesIO(content))
    with pytest.raises((EmptyFile, TooBig)):
        actions.announce(nam, replace(draft_of(HERE), wordings=(wording,)))

    assert Bulletin.objects.count() == Sound.objects.count() == 0


def test_a_sound_that_could_not_be_made_goes_back_to_the_writer(nam: Person) -> None:
    bulletin = actions.announce(nam, draft_of(HERE))
    (text,) = version_of(bulletin).texts()
    refuse(text.sound)  # type: ignore[arg-type]

    assert [version.bulletin for version in queries.to_mend(nam)] == [bulletin]
    actions.take_back(nam, bulletin.pk)
    with pytest.raises(SoundIsRefused):
        actions.submit(nam, bulletin.pk)


def test_a_bulletin_is_renamed_while_it_is_a_draft(nam: Person, hoa: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE))
    told = {"title": "Họp thôn", "klass": Klass.PRIORITY, "clusters": ["b", "a", "b"]}
    changed = actions.change(nam, bulletin.pk, **told)  # type: ignore[arg-type]

    assert (changed.title, changed.klass, changed.clusters) == ("Họp thôn", "priority", ["a", "b"])
    with pytest.raises(NotAllowed):
        actions.change(hoa, bulletin.pk, **told)  # type: ignore[arg-type]


def test_a_bulletin_is_withdrawn_with_every_wording(nam: Person, hoa: Person) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    actions.new_version(nam, bulletin.pk)
    actions.withdraw(nam, bulletin.pk)

    assert {v.state for v in Version.objects.all()} == {State.WITHDRAWN}
    with pytest.raises(WrongState):
        actions.withdraw(nam, bulletin.pk)
    with pytest.raises(WrongState):
        queries.approved(nam, bulletin.pk)


def test_a_release_is_noted_once(nam: Person, hoa: Person) -> None:
    version = version_of(make_approved(nam, hoa, HERE))
    for _ in range(2):
        assert actions.note_release(hoa, version.pk).state == State.RELEASED

    assert of_bulletins().count("bulletin.released") == 1


def test_what_is_heard_is_what_was_approved(nam: Person, hoa: Person) -> None:
    bulletin = make_approved(nam, hoa, HERE, seconds=12.5)
    approved = queries.approved(nam, bulletin.pk)

    version = version_of(bulletin)
    (text,) = version.texts()
    (sound,) = approved.manifest.sounds
    assert approved.manifest.approval == version.digest
    assert approved.manifest.bulletin == str(bulletin.uid)
    assert sound.master == text.sound.master_id  # type: ignore[union-attr]
    assert approved.duration_ms == 12_500
    assert approved.klass is Klass.ORDINARY


def test_a_sound_that_was_swapped_after_the_approval_goes_nowhere(nam: Person, hoa: Person) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    (text,) = version_of(bulletin).texts()
    Sound.objects.filter(pk=text.sound_id).update(master=stored(b"another sound"))

    with pytest.raises(DigestChanged):
        queries.approved(nam, bulletin.pk)


def test_a_new_wording_leaves_the_approved_one_heard(nam: Person, hoa: Person) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    actions.new_version(nam, bulletin.pk)

    assert queries.approved(nam, bulletin.pk).manifest.version == 1
    assert [version.number for version in queries.cleared(nam, HERE)] == [1]
    with pytest.raises(WrongState):
        actions.new_version(nam, bulletin.pk)


def test_others_find_nothing(nam: Person, cast: Cast) -> None:
    bulletin = make_waiting(nam, HERE)

    for somebody in (cast.lan, cast.vy, cast.tuan, cast.an):
        assert not queries.bulletins(somebody).exists()
        assert not queries.waiting(somebody).exists()
        with pytest.raises(NotFound):
            queries.bulletin(somebody, bulletin.pk)
        with pytest.raises(NotFound):
            actions.approve(somebody, bulletin.pk, "")
    assert list(queries.bulletins(cast.minh)) == [bulletin]
    assert list(queries.bulletins(cast.binh)) == [bulletin]


def test_what_waits_is_shown_to_those_who_may_judge_it(nam: Person, cast: Cast) -> None:
    bulletin = make_waiting(nam, HERE)

    assert [version.bulletin for version in queries.waiting(cast.hoa)] == [bulletin]
    assert [version.bulletin for version in queries.waiting(cast.minh)] == [bulletin]
    assert not queries.waiting(nam).exists()


def test_one_language_of_a_bulletin_is_found(nam: Person) -> None:
    bulletin = actions.write(nam, draft_of(HERE, key=uuid4()))

    assert queries.text_in(nam, bulletin.pk, "vi").text == MEETING
    with pytest.raises(NotFound):
        queries.text_in(nam, bulletin.pk, "en")
