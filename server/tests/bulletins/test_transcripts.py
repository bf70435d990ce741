"""Words for whoever cannot hear: a machine drafts, a person confirms, the sound stays."""

import pytest
from loa.audit.models import Entry
from loa.bulletins import actions, archive, transcripts
from loa.bulletins.archive import Wanted
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.testing import make_recorded, make_waiting, refuse, version_of
from loa.domain.transcripts import (
    IsConfirmed,
    NoSuchMachine,
    NothingToHear,
    NotNeeded,
    NoWords,
    Overtaken,
    TooManyWords,
)
from loa.domain.wording import HasMarkup
from loa.media import transcribing
from loa.media.models import Sound
from loa.media.refusals import NoScribe
from loa.media.speech import scribe
from loa.media.transcripts import Transcript
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotAllowed, NotFound, Refusal
from procrastinate.contrib.django.models import ProcrastinateJob

HERE = "vn/31/11848"
WORDS = "Kính mời bà con thôn Thượng họp lúc bảy giờ tối."


@pytest.fixture
def recorded(cast: Cast) -> Bulletin:
    return make_recorded(cast.nam, HERE)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "is_here", lambda: True)


def approve(hoa: Person, bulletin: Bulletin) -> Bulletin:
    return actions.approve(hoa, bulletin.pk, version_of(bulletin).as_version().digest)


def drafted(nam: Person, bulletin: Bulletin, draft: str) -> Transcript:
    return transcribing.end(transcripts.ask_machine(nam, bulletin.pk, "vi").pk, draft=draft)


def found_by(actor: Person, words: str) -> list[Bulletin]:
    return list(archive.find(actor, Wanted(words=words)))


def entries(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("pk"))


def test_words_by_hand_need_no_machine(cast: Cast, recorded: Bulletin) -> None:
    kept = transcripts.confirm(cast.nam, recorded.pk, "vi", f" {WORDS} ")

    assert (kept.state, kept.words, kept.edition) == ("confirmed", WORDS, 1)
    assert (kept.confirmed_by, kept.asked_by) == (cast.nam.actor_id, None)
    assert transcripts.confirmed(version_of(recorded)) == {"vi": WORDS}
    (entry,) = entries("bulletin.transcript_confirmed")
    assert entry.facts["edition"] == 1
    assert WORDS not in str(entry.facts)


def test_what_was_approved_stays_what_it_is(cast: Cast, recorded: Bulletin) -> None:
    approve(cast.hoa, recorded)
    before = version_of(recorded)

    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    after = version_of(recorded)
    assert after.as_version().digest == before.digest == after.digest
    assert (after.state, after.number, after.writers) == ("approved", 1, before.writers)
    assert [text.text for text in after.texts()] == [""]


def test_who_writes_it_down_may_still_approve(cast: Cast) -> None:
    """Nothing of what is heard is theirs."""
    bulletin = make_recorded(cast.nam, HERE)
    transcripts.confirm(cast.nam, bulletin.pk, "vi", WORDS)

    assert version_of(bulletin).writers == [cast.nam.actor_id]
    assert approve(cast.hoa, bulletin).first_approved_at is None
    assert version_of(bulletin).state == "approved"


def test_the_machine_is_asked_once(cast: Cast, recorded: Bulletin, machine: None) -> None:
    asked = transcripts.ask_machine(cast.nam, recorded.pk, "vi")
    again = transcripts.ask_machine(cast.nam, recorded.pk, "vi")

    assert (asked.pk, asked.state, asked.asked_by) == (again.pk, "pending", cast.nam.actor_id)
    assert ProcrastinateJob.objects.filter(task_name="media.transcribe").count() == 1
    assert len(entries("bulletin.transcript_asked")) == 1


@pytest.mark.parametrize("ends", ["failed", "a draft"])
def test_the_machine_is_asked_again_once_it_ended(
    cast: Cast, recorded: Bulletin, machine: None, ends: str
) -> None:
    asked = transcripts.ask_machine(cast.nam, recorded.pk, "vi")
    refusal = NoScribe() if ends == "failed" else None
    transcribing.end(asked.pk, draft="" if refusal else "kính mời", refusal=refusal)

    again = transcripts.ask_machine(cast.nam, recorded.pk, "vi")

    assert (again.state, again.draft, again.refusal_code) == ("pending", "", "")
    assert ProcrastinateJob.objects.filter(task_name="media.transcribe").count() == 2


def test_without_the_machine_it_is_not_asked(
    cast: Cast, recorded: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "is_here", lambda: False)

    with pytest.raises(NoScribe):
        transcripts.ask_machine(cast.nam, recorded.pk, "vi")

    assert not Transcript.objects.exists()


def test_the_archive_finds_confirmed_words_and_never_a_draft(
    cast: Cast, recorded: Bulletin, machine: None
) -> None:
    approve(cast.hoa, recorded)
    drafted(cast.nam, recorded, "kính mời bà con xem phim")
    call = "Ghi âm"
    actions.classify(cast.nam, recorded.pk, recorded.as_product())  # renews what is searched

    assert found_by(cast.nam, "xem phim") == []
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)
    assert found_by(cast.nam, "thon thuong hop") == [recorded]
    assert found_by(cast.nam, "xem phim") == []
    assert found_by(cast.nam, call) == [recorded]
    assert found_by(cast.lan, "thon thuong hop") == []


def test_corrected_words_are_what_is_found(cast: Cast, recorded: Bulletin) -> None:
    approve(cast.hoa, recorded)
    transcripts.confirm(cast.nam, recorded.pk, "vi", "Mời họp chợ.")

    transcripts.confirm(cast.nam, recorded.pk, "vi", "Mời họp thôn.", seen=1)

    assert found_by(cast.nam, "cho") == []
    assert found_by(cast.nam, "thon") == [recorded]
    assert [entry.facts["edition"] for entry in entries("bulletin.transcript_confirmed")] == [1, 2]


def test_a_second_tap_confirms_nothing_more(cast: Cast, recorded: Bulletin) -> None:
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    assert len(entries("bulletin.transcript_confirmed")) == 1


def test_a_confirmed_draft_is_gone(cast: Cast, recorded: Bulletin, machine: None) -> None:
    drafted(cast.nam, recorded, "kính mời bà con")

    kept = transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    assert (kept.state, kept.draft, kept.asked_by) == ("confirmed", "", cast.nam.actor_id)


def test_a_new_wording_with_the_same_recording_has_its_words(
    cast: Cast, recorded: Bulletin
) -> None:
    approve(cast.hoa, recorded)
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    actions.new_version(cast.nam, recorded.pk)

    assert version_of(recorded).number == 2
    assert transcripts.confirmed(version_of(recorded)) == {"vi": WORDS}


def test_once_there_is_a_text_the_transcript_counts_no_more(cast: Cast, recorded: Bulletin) -> None:
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)
    VersionText.objects.filter(version__bulletin=recorded).update(text="Họp.")

    assert transcripts.confirmed(version_of(recorded)) == {}


def test_by_hand_every_language_is_written_down(cast: Cast, machine: None) -> None:
    bulletin = make_recorded(cast.nam, HERE, language="hmn")

    with pytest.raises(NoSuchMachine):
        transcripts.ask_machine(cast.nam, bulletin.pk, "hmn")
    assert transcripts.confirm(cast.nam, bulletin.pk, "hmn", "Nyob zoo").words == "Nyob zoo"


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (" \n", NoWords),
        ("a" * 200_000, TooManyWords),
        ("Mời <b>họp</b>", HasMarkup),
        ("Khác", Overtaken),
    ],
)
def test_words_that_cannot_be_kept_change_nothing(
    cast: Cast, recorded: Bulletin, words: str, refusal: type[Refusal]
) -> None:
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    with pytest.raises(refusal):
        transcripts.confirm(cast.nam, recorded.pk, "vi", words)

    assert transcripts.confirmed(version_of(recorded)) == {"vi": WORDS}
    assert len(entries("bulletin.transcript_confirmed")) == 1


def test_what_is_confirmed_needs_no_machine(cast: Cast, recorded: Bulletin, machine: None) -> None:
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    with pytest.raises(IsConfirmed):
        transcripts.ask_machine(cast.nam, recorded.pk, "vi")


def test_words_in_writing_are_no_transcript(cast: Cast, machine: None) -> None:
    written = make_waiting(cast.nam, HERE)

    with pytest.raises(NotNeeded):
        transcripts.ask_machine(cast.nam, written.pk, "vi")
    with pytest.raises(NotNeeded):
        transcripts.confirm(cast.nam, written.pk, "vi", WORDS)


def test_what_cannot_be_heard_is_not_written_down(cast: Cast, machine: None) -> None:
    bulletin = make_recorded(cast.nam, HERE)
    Sound.objects.update(state="pending", master=None)
    (text,) = version_of(bulletin).texts()
    assert text.sound

    with pytest.raises(NothingToHear):
        transcripts.ask_machine(cast.nam, bulletin.pk, "vi")
    refuse(text.sound)
    with pytest.raises(NothingToHear):
        transcripts.confirm(cast.nam, bulletin.pk, "vi", WORDS)


def test_only_who_writes_here_may(cast: Cast, recorded: Bulletin, machine: None) -> None:
    for person, refusal in ((cast.hoa, NotAllowed), (cast.lan, NotFound)):
        with pytest.raises(refusal):
            transcripts.ask_machine(person, recorded.pk, "vi")
        with pytest.raises(refusal):
            transcripts.confirm(person, recorded.pk, "vi", WORDS)
    with pytest.raises(NotFound):
        transcripts.confirm(cast.nam, recorded.pk, "km", WORDS)

    assert not Transcript.objects.exists()
