"""Sounds go when their time is over, and nothing else does; a hold keeps them."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions, figures, queries, retained, retention
from loa.bulletins.figures import Counted
from loa.bulletins.jobs import let_go
from loa.bulletins.keeping import Hold, RetentionRule
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.bulletins.testing import finish, make_approved, make_waiting, version_of
from loa.domain.areas import path_of
from loa.domain.bulletins import SoundIsRefused, UnitIsGone
from loa.domain.permissions import NotAllowed
from loa.domain.products import ProductKind
from loa.domain.retention import BadYears, HoldNeedsReason, Rule
from loa.media.models import Sound, StoredFile
from loa.media.refusals import SoundRemoved
from loa.media.store import store
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotFound, WrongState

HERE = "vn/31/11848"
YEAR = timedelta(days=366)
FIVE = Rule(unit=path_of(HERE), years=5)
TODAY = timezone.localdate() + 6 * YEAR

pytestmark = pytest.mark.usefixtures("files")


def recorded(writer: Person, leader: Person, *, said: str = "Kính thưa bà con") -> Bulletin:
    """Approve a recording whose files lie in the store."""
    unit = writer.unit.path
    bulletin = make_waiting(writer, unit)
    sound = ready_sound(writer, writer.unit, said=said)
    texts = VersionText.objects.filter(version__bulletin=bulletin)
    texts.update(sound=sound, is_recorded=True)
    return actions.approve(leader, bulletin.pk, version_of(bulletin).as_version().digest)


@pytest.fixture
def old(cast: Cast) -> Bulletin:
    """What will be old in six years, when these tests play: an approval is never backdated."""
    return recorded(cast.nam, cast.hoa)


def sound_of(bulletin: Bulletin) -> Sound:
    sound = VersionText.objects.filter(version__bulletin=bulletin)[0].sound
    assert sound is not None
    return sound


def are_here(sound: Sound) -> bool:
    return store().exists(str(sound.master_id))


def test_where_nobody_says_anything_all_is_kept(old: Bulletin) -> None:
    assert retention.remove_what_is_due(TODAY) == 0
    assert are_here(sound_of(old))


def test_what_is_due_goes_at_night_and_says_so(
    cast: Cast, old: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    young = recorded(cast.nam, cast.hoa, said="Tin mới")
    Bulletin.objects.filter(pk=young.pk).update(last_heard_at=timezone.now() + 2 * YEAR)
    retention.set_rule(cast.an, FIVE)
    monkeypatch.setattr("loa.bulletins.jobs.timezone.localdate", lambda: TODAY)

    let_go(timestamp=0)

    old.refresh_from_db()
    assert old.sounds_removed_at is not None
    assert sound_of(old).removed_at is not None
    assert not are_here(sound_of(old))
    assert are_here(sound_of(young))
    entry = Entry.objects.get(action="bulletin.sounds_removed")
    assert (entry.subject, entry.facts) == (f"bulletin:{old.pk}", {"files": 7})


def test_words_approval_and_figures_stay(cast: Cast, old: Bulletin) -> None:
    year = timezone.localdate().year
    before = figures.by_kind(cast.nam, year, Counted.MADE)
    digest = version_of(old).digest
    retention.set_rule(cast.an, FIVE)
    retention.remove_what_is_due(TODAY)

    assert figures.by_kind(cast.nam, year, Counted.MADE) == before
    assert version_of(old).as_version().digest == version_of(old).digest == digest
    assert version_of(old).texts()[0].text
    with pytest.raises(SoundRemoved):
        queries.approved(cast.nam, old.pk)


def test_what_is_held_stays_until_somebody_lets_go(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    retention.place_hold(cast.hoa, old.pk, "Đang thanh tra")
    assert retention.remove_what_is_due(TODAY) == 0

    retention.lift_hold(cast.hoa, old.pk)

    assert retention.remove_what_is_due(TODAY) == 1
    assert list(Hold.objects.values_list("lifted_by", flat=True)) == [cast.hoa.actor_id]
    actions = Entry.objects.filter(action__startswith="bulletin.").values_list("action", flat=True)
    assert set(actions) >= {"bulletin.held", "bulletin.let_go"}
    with pytest.raises(WrongState):
        retention.place_hold(cast.hoa, old.pk, "Quá muộn")


def test_what_the_province_holds_the_commune_does_not_let_go(cast: Cast, old: Bulletin) -> None:
    kept = retention.place_hold(cast.minh, old.pk, "Thanh tra tỉnh")
    assert kept.unit_path == "vn/31"

    with pytest.raises(NotAllowed):
        retention.lift_hold(cast.hoa, old.pk)
    retention.lift_hold(cast.minh, old.pk)

    assert retained.hold_on(old) is None


def test_nothing_goes_in_the_week_after_a_rule_changed(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    RetentionRule.objects.update(since=timezone.now() + 6 * YEAR - timedelta(days=6))
    assert retention.remove_what_is_due(TODAY) == 0

    assert retention.remove_what_is_due(TODAY + timedelta(days=2)) == 1


def test_a_hold_that_comes_in_the_night_is_first(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    every = [kept.as_rule() for kept in retained.in_force()]
    assert [one.bulletin.pk for one in retained.due(every, on=TODAY)] == [old.pk]
    retention.place_hold(cast.hoa, old.pk, "Đơn thư")

    assert not retention._remove(old.pk, TODAY)
    assert are_here(sound_of(old))


def test_what_is_written_anew_stays_meanwhile(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    actions.new_version(cast.nam, old.pk)

    assert retention.remove_what_is_due(TODAY) == 0


def test_an_emergency_is_evidence(cast: Cast, old: Bulletin) -> None:
    Bulletin.objects.filter(pk=old.pk).update(klass="emergency")
    retention.set_rule(cast.an, FIVE)

    assert retention.remove_what_is_due(TODAY) == 0


def test_what_was_heard_lately_or_is_to_sound_stays(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    Bulletin.objects.filter(pk=old.pk).update(last_heard_at=timezone.now() + 2 * YEAR)

    assert retention.remove_what_is_due(TODAY) == 0


def test_a_jingle_stays_while_another_programme_needs_it(cast: Cast, old: Bulletin) -> None:
    jingle = sound_of(old)
    programme = make_waiting(cast.nam, HERE)
    text = VersionText.objects.get(version__bulletin=programme)
    arrangement = Arrangement.objects.create(
        text=text, changed_by=cast.nam.actor_id, changed_at=timezone.now()
    )
    ArrangementPart.objects.create(arrangement=arrangement, title="Nhạc hiệu", sound=jingle)
    retention.set_rule(cast.an, FIVE)

    assert retention.remove_what_is_due(TODAY) == 1
    assert are_here(jingle)


def test_the_same_file_in_another_commune_stays(cast: Cast, old: Bulletin) -> None:
    theirs = recorded(cast.lan, cast.minh)
    retention.set_rule(cast.an, FIVE)

    assert retention.remove_what_is_due(TODAY) == 1
    assert sound_of(theirs).master_id == sound_of(old).master_id
    assert are_here(sound_of(theirs))


def test_one_night_removes_only_so_many(
    cast: Cast, old: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(cast.nam, cast.hoa, said="Tin thứ hai")
    monkeypatch.setattr(retention, "MOST_A_NIGHT", 1)
    retention.set_rule(cast.an, FIVE)

    assert [retention.remove_what_is_due(TODAY) for _ in range(3)] == [1, 1, 0]


def test_a_fault_with_one_does_not_hold_up_the_others(
    cast: Cast, old: Bulletin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    second = recorded(cast.nam, cast.hoa, said="Tin thứ hai")
    retention.set_rule(cast.an, FIVE)
    remove = retention._remove

    def faulty(bulletin_id: int, on: date) -> bool:
        if bulletin_id == old.pk:
            raise OperationalError("deadlock detected")
        return remove(bulletin_id, on)

    monkeypatch.setattr(retention, "_remove", faulty)

    assert retention.remove_what_is_due(TODAY) == 1
    assert not are_here(sound_of(second))
    assert "Sounds not removed" in caplog.text


def test_a_night_that_was_cut_off_is_gone_on_with(
    cast: Cast, old: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    retention.set_rule(cast.an, FIVE)
    with monkeypatch.context() as dead:
        dead.setattr("loa.media.files.erase", lambda: 0)
        retention.remove_what_is_due(TODAY)
    assert are_here(sound_of(old))

    assert retention.remove_what_is_due(TODAY) == 0
    assert not are_here(sound_of(old))
    assert not StoredFile.objects.filter(removed_at__isnull=False, erased_at=None).exists()


def test_a_removed_bulletin_is_recorded_anew(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.an, FIVE)
    retention.remove_what_is_due(TODAY)
    actions.new_version(cast.nam, old.pk)

    with pytest.raises(SoundIsRefused):
        actions.submit(cast.nam, old.pk)
    actions.drop_recording(cast.nam, old.pk, "vi")
    actions.submit(cast.nam, old.pk)
    finish(VersionText.objects.get(version=version_of(old)).sound)  # type: ignore[arg-type]
    actions.approve(cast.hoa, old.pk, version_of(old).as_version().digest)

    old.refresh_from_db()
    assert old.sounds_removed_at is None
    assert queries.approved(cast.nam, old.pk).bulletin_id == old.pk


def test_what_a_voice_read_is_read_again(cast: Cast) -> None:
    spoken = make_approved(cast.nam, cast.hoa, HERE)
    retention.set_rule(cast.an, FIVE)
    retention.remove_what_is_due(TODAY)

    actions.new_version(cast.nam, spoken.pk)
    actions.submit(cast.nam, spoken.pk)

    sound = VersionText.objects.get(version=version_of(spoken)).sound
    assert sound is not None
    assert sound.state == Sound.State.PENDING


def test_a_rule_replaces_the_one_before_and_is_ended(cast: Cast) -> None:
    first = retention.set_rule(cast.an, FIVE)
    assert retention.set_rule(cast.an, FIVE) == first
    longer = retention.set_rule(cast.an, Rule(unit=FIVE.unit, years=None))
    of_news = retention.set_rule(cast.an, Rule(unit=FIVE.unit, kind=ProductKind.NEWS, years=1))

    assert set(retained.rules_of(cast.an)) == {longer, of_news}
    assert RetentionRule.objects.get(pk=first.pk).ended_by == cast.an.actor_id
    retention.end_rule(cast.an, of_news.pk)
    assert retained.in_force() == [longer]
    with pytest.raises(WrongState):
        retention.end_rule(cast.an, of_news.pk)


def test_a_rule_is_refused(cast: Cast) -> None:
    kept = retention.set_rule(cast.an, FIVE)
    for person in (cast.nam, cast.hoa, cast.lan, cast.vy):
        with pytest.raises(NotAllowed):
            retention.set_rule(person, FIVE)
        with pytest.raises(NotFound):
            retention.end_rule(person, kept.pk)
    with pytest.raises(BadYears):
        retention.set_rule(cast.an, Rule(unit=FIVE.unit, years=51))
    with pytest.raises(UnitIsGone):
        retention.set_rule(cast.an, Rule(unit=path_of("vn/31/99999"), years=1))


def test_who_looks_after_a_province_sees_the_rules_in_it(cast: Cast) -> None:
    kept = retention.set_rule(cast.an, FIVE)
    above = retention.set_rule(cast.binh, Rule(unit=path_of("vn/31"), years=9))

    assert set(retained.rules_of(cast.binh)) == {kept, above}
    assert set(retained.rules_of(cast.an)) == {kept, above}
    assert retained.rules_of(cast.vy) == []


def test_a_hold_is_refused(cast: Cast, old: Bulletin) -> None:
    for person, refusal in ((cast.lan, NotFound), (cast.tuan, NotFound), (cast.nam, NotAllowed)):
        with pytest.raises(refusal):
            retention.place_hold(person, old.pk, "Đơn thư")
        with pytest.raises(refusal):
            retention.lift_hold(person, old.pk)
    with pytest.raises(HoldNeedsReason):
        retention.place_hold(cast.hoa, old.pk, " ")
    with pytest.raises(WrongState):
        retention.lift_hold(cast.hoa, old.pk)
    retention.place_hold(cast.hoa, old.pk, "Đơn thư")
    with pytest.raises(WrongState):
        retention.place_hold(cast.hoa, old.pk, "Đơn thư")
    assert Hold.objects.count() == 1


def test_a_preview_says_what_a_rule_would_remove(cast: Cast, old: Bulletin) -> None:
    retention.set_rule(cast.binh, Rule(unit=path_of("vn/31"), years=20))

    seen = retained.preview(FIVE, on=TODAY)
    of_news = retained.preview(Rule(unit=FIVE.unit, kind=ProductKind.NEWS, years=5), on=TODAY)

    assert (seen.count, [one.bulletin for one in seen.first]) == (1, [old])
    assert of_news.count == 0
    assert retained.coming(cast.an, on=TODAY) == []
    retention.set_rule(cast.an, FIVE)
    assert [one.bulletin for one in retained.coming(cast.an, on=TODAY)] == [old]
    assert retained.coming(cast.vy, on=TODAY) == []
