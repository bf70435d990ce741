"""The day a key is lost, played through: docs/guides/lost-key.md in code.

A box is played by the same `TrustStore` that real boxes use. It hears what the
site posts, in the order in which the gateway sends it, and nothing else.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Max
from django.utils import timezone
from loa.domain.permissions import SYSTEM
from loa.orgs.models import Person
from loa.orgs.testing import Places
from loa.stations import actions, queries, signer
from loa.stations.instants import to_ms
from loa.stations.models import AuthorityKey, Box, BoxMail, RevocationList, RootKey
from loa.stations.root import Root, Wish
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol.areas import contains
from loa_protocol.errors import NotAllowed, WrongState
from loa_protocol.messages import Authority, Kind, Order, Place, Revocations, Target, read, to_body
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey, VerifyKey
from loa_protocol.trust import (
    AlreadySucceeded,
    NotValidNow,
    Older,
    RevocationsStale,
    Revoked,
    TrustStore,
    UnknownKey,
    gather,
    take_place,
)

Role = AuthorityKey.Role


@dataclass(slots=True)
class Listener:
    """What a box believes. Its clock is the test's."""

    box: Box
    store: TrustStore
    place: Place
    heard: int = 0
    refused: list[Exception] = field(default_factory=list)

    def listen(self, now: datetime) -> None:
        """Take what was posted since, urgent things first."""
        mail = BoxMail.objects.filter(pk__gt=self.heard).order_by("-is_urgent", "pk")
        for one in mail:
            if one.box_id == self.box.pk or contains(one.area or "nowhere", self.place.area):
                self.take(Envelope.from_bytes(bytes(one.envelope)), now)
        self.heard = BoxMail.objects.aggregate(last=Max("pk"))["last"] or 0

    def take(self, envelope: Envelope, now: datetime) -> None:
        match envelope.body["type"]:
            case "place":
                self.place = take_place(
                    self.store,
                    envelope,
                    device=self.box.device_id,
                    current=self.place,
                    at=to_ms(now),
                )
            case "settings":
                self.store.verified(envelope, at=to_ms(now)).must_cover(self.place.area)
            case _:
                try:
                    self.store = self.store.take(envelope, at=to_ms(now))
                except Older:
                    return

    def believes(self, envelope: Envelope, now: datetime) -> bool:
        speaker = self.store.verified(envelope, at=to_ms(now))
        order = read(envelope.body)
        assert isinstance(order, Order)
        speaker.must_cover(*order.target.areas)
        speaker.must_reach(order.klass)
        return True


def listener(enrolment: Enrolment) -> Listener:
    *trust, place, _settings = enrolment.told.envelopes
    root = TrustStore.starting_with(VerifyKey.from_text(enrolment.told.root))
    stated = read(place.body)
    assert isinstance(stated, Place)
    return Listener(
        box=enrolment.box,
        store=gather(root, trust, at=to_ms(timezone.now())),
        place=stated,
        heard=BoxMail.objects.aggregate(last=Max("pk"))["last"] or 0,
    )


@pytest.fixture
def box(enrolment: Enrolment) -> Listener:
    return listener(enrolment)


def an_order(area: str) -> dict[str, Any]:
    order = Order(
        id="o-1",
        subject="s-1",
        kind=Kind.CANCEL,
        cancels="o-0",
        klass=Klass.ORDINARY,
        issued_at=1,
        expires_at=2,
        target=Target(areas=(area,)),
    )
    return to_body(order)


def stolen(site: Site, kid: str) -> SigningKey:
    """Copy a private key, as a thief with the disk in hand would."""
    return site.keeper.keyring.key(kid).signing


def now_in(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def ordered(area: str) -> Envelope:
    return signer.sign(queries.signing_key(area), an_order(area))


def test_a_commune_key_is_stolen(site: Site, box: Listener, places: Places, binh: Person) -> None:
    area = places.commune.path
    thief = stolen(site, queries.signing_key(area))
    assert box.believes(thief.sign(an_order(area)), timezone.now())

    actions.replace_stolen(binh, thief.public.kid, reason="máy chủ bị mất")
    box.listen(timezone.now())

    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order(area)), timezone.now())
    assert queries.signing_key(area) != thief.public.kid
    assert box.believes(ordered(area), timezone.now())


def test_a_thief_with_an_older_delegation_gains_nothing(
    site: Site, box: Listener, places: Places, binh: Person
) -> None:
    """The province's key was changed; the old one also delegated to the stolen key, and holds."""
    area = places.commune.path
    older = Envelope.from_bytes(
        bytes(AuthorityKey.objects.get(kid=queries.signing_key(area)).delegation or b"")
    )
    actions.rotate(SYSTEM, queries.governing_key(area).kid)
    thief = stolen(site, queries.signing_key(area))
    actions.revoke(binh, thief.public.kid, reason="")
    box.listen(timezone.now())

    box.store = box.store.take(older, at=to_ms(timezone.now()))

    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order(area)), timezone.now())


def test_the_key_of_a_province_is_stolen(
    site: Site, box: Listener, places: Places, enrolment: Enrolment
) -> None:
    province, commune = places.province.path, places.commune.path
    old = queries.governing_key(commune)
    thief = stolen(site, old.kid)
    first_place = box.place

    actions.replace_stolen(SYSTEM, old.kid, reason="khóa lộ")
    box.listen(timezone.now())

    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order(province)), timezone.now())
    assert box.believes(ordered(province), timezone.now())
    assert box.believes(ordered(commune), timezone.now()), "its own key stands below the new one"
    assert box.place.serial > first_place.serial, "what the thief may have said is said again"
    newcomer = listener(enrol_box(site.market))
    assert newcomer.believes(ordered(commune), timezone.now())


def test_the_key_of_the_centre_is_stolen_and_the_root_answers(
    site: Site, box: Listener, places: Places
) -> None:
    commune = places.commune.path
    old = queries.governing_key("vn")
    thief = stolen(site, old.kid)

    run("replace", old.kid, root=site.root_folder)
    box.listen(timezone.now())

    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order("vn")), timezone.now())
    assert queries.governing_key("vn").kid != old.kid
    assert box.believes(ordered(commune), timezone.now())
    link = box.store.speaker(queries.link_key(), at=to_ms(timezone.now()))
    assert link.role is Authority.LINK


def test_a_key_is_changed_in_good_time_at_every_level(
    site: Site, box: Listener, places: Places
) -> None:
    province, commune = places.province.path, places.commune.path
    before = {area: queries.signing_key(area) for area in (province, commune)}

    for area in (province, commune):
        actions.rotate(SYSTEM, before[area])
    run("rotate", queries.governing_key("vn").kid, root=site.root_folder)
    box.listen(timezone.now())

    for area in (province, commune):
        assert queries.signing_key(area) == before[area], "the old one signs until tomorrow"
        assert box.believes(ordered(area), timezone.now())
        tomorrow = now_in(1.1)
        new = queries.signing_key(area, tomorrow)
        assert new != before[area]
        assert box.believes(signer.sign(new, an_order(area)), tomorrow)
        assert box.believes(signer.sign(before[area], an_order(area)), tomorrow), "overlap"
    assert box.store.speaker(queries.governing_key("vn", now=now_in(2)).kid, at=to_ms(now_in(2)))


def test_the_root_is_changed_with_overlap(
    site: Site, box: Listener, places: Places, tmp_path: Path
) -> None:
    commune = places.commune.path
    old_root = queries.current_root()
    Root.make(tmp_path / "new-root")

    run("root-change", site.root_folder, tmp_path / "new-root")
    box.listen(timezone.now())

    new_root = queries.current_root()
    assert new_root.kid != old_root.kid
    assert box.believes(ordered(commune), timezone.now())
    newcomer = listener(enrol_box(site.market))
    assert set(newcomer.store.roots) == {new_root.kid}
    assert newcomer.believes(ordered(commune), timezone.now())
    for day in range(0, 100, 13):
        actions.renew_lists(now_in(day))
        box.listen(now_in(day))
        newcomer.listen(now_in(day))
    assert box.believes(ordered(commune), now_in(99)), "long after the old root has ended"
    assert newcomer.believes(ordered(commune), now_in(99))
    with pytest.raises(NotValidNow):
        box.store.take(
            Root(site.root_folder).name_successor(Root.make(tmp_path / "thief"), now=now_in(99)),
            at=to_ms(now_in(99)),
        )


def test_the_old_root_was_copied_and_the_thief_comes_second(
    site: Site, enrolment: Enrolment, places: Places, tmp_path: Path
) -> None:
    box = listener(enrolment)
    theft = Root(site.root_folder).name_successor(Root.make(tmp_path / "evil"), now=now_in(1))
    Root.make(tmp_path / "new-root")
    run("root-change", site.root_folder, tmp_path / "new-root")
    box.listen(timezone.now())
    believed = set(box.store.roots)

    with pytest.raises(AlreadySucceeded):
        box.take(theft, now_in(1))

    restarted = listener(enrolment)
    restarted.heard = 0
    restarted.listen(now_in(1))
    assert queries.current_root().kid in believed
    assert set(restarted.store.roots) == set(box.store.roots) == believed
    assert restarted.believes(ordered(places.commune.path), now_in(1))


def test_where_the_thief_was_first_the_box_says_so(
    site: Site, box: Listener, tmp_path: Path
) -> None:
    thief = Root(site.root_folder)
    box.take(thief.name_successor(Root.make(tmp_path / "evil"), now=now_in(-1)), timezone.now())
    Root.make(tmp_path / "new-root")
    run("root-change", site.root_folder, tmp_path / "new-root")

    with pytest.raises(AlreadySucceeded):
        box.listen(timezone.now())


def test_a_server_restored_from_a_backup_forgets_no_revocation(
    site: Site, box: Listener, places: Places, tuan: Person
) -> None:
    """The backup is older than the theft. The signer, on its own disk, remembers."""
    area = places.commune.path
    thief = stolen(site, queries.signing_key(area))
    backup = list(AuthorityKey.objects.values())
    place, settings = (Box.objects.values_list(name, flat=True).get() for name in SERIALS)
    actions.revoke(SYSTEM, thief.public.kid, reason="mất")
    box.listen(timezone.now())
    held = max(known.serial for known in box.store.lists.values())

    RevocationList.objects.all().delete()
    AuthorityKey.objects.filter(kid=thief.public.kid).update(
        **{
            name: next(row for row in backup if row["kid"] == thief.public.kid)[name]
            for name in ("revoked_at", "revoked_reason")
        }
    )
    run("renew")
    box.listen(timezone.now())

    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order(area)), timezone.now())
    assert max(known.serial for known in box.store.lists.values()) > held
    with pytest.raises(queries.NoKey):
        queries.signing_key(area)
    Box.objects.update(place_serial=1, settings_serial=1)
    actions.set_volume(tuan, site.gate.code, actions.Volume(percent=10))
    assert Box.objects.get().settings_serial > (settings or 0) > 0 < (place or 0)


SERIALS = ("place_serial", "settings_serial")


def test_a_key_whose_file_is_gone_does_not_stop_the_others(site: Site, places: Places) -> None:
    gone = queries.governing_key(places.commune.path).kid
    site.keeper.keyring._keys.pop(gone)
    before = {one.issuer: one.serial for one in RevocationList.objects.all()}

    assert actions.renew_lists(now_in(1)) == 1

    centre = queries.governing_key("vn").kid
    newest = queries.list_of(centre)
    assert newest is not None
    assert newest.serial > before[centre]


def test_a_box_that_hears_no_list_for_two_weeks_believes_nobody(
    site: Site, box: Listener, places: Places
) -> None:
    area = places.commune.path
    order = ordered(area)

    with pytest.raises(RevocationsStale):
        box.believes(order, now_in(15))

    actions.renew_lists(now_in(14.5))
    box.listen(now_in(15))
    assert box.believes(order, now_in(15))


def test_the_root_answers_on_a_machine_that_the_site_never_sees(
    site: Site, tmp_path: Path, places: Places
) -> None:
    asked = tmp_path / "wishes.json"
    run("delegate", "province", "vn/04", ask=asked)
    with pytest.raises(queries.NoKey):
        queries.signing_key("vn/04")

    run("answer", asked, root=site.root_folder)
    said = run("take", tmp_path / "wishes.answer.json")

    assert "2 taken in" in said
    kid = queries.signing_key("vn/04")
    assert AuthorityKey.objects.get(kid=kid).issuer == RootKey.objects.get().kid
    assert queries.list_of(kid) is not None


def test_a_stolen_centre_key_is_replaced_from_the_safe(
    site: Site, box: Listener, tmp_path: Path, places: Places
) -> None:
    thief = stolen(site, queries.governing_key("vn").kid)
    asked = tmp_path / "wishes.json"

    run("replace", thief.public.kid, ask=asked)
    with pytest.raises(queries.NoKey):
        queries.signing_key("vn")
    said = run("answer", asked, root=site.root_folder)
    run("take", tmp_path / "wishes.answer.json")
    box.listen(timezone.now())

    assert f"taken back: {thief.public.kid}" in said
    with pytest.raises(Revoked):
        box.believes(thief.sign(an_order("vn")), timezone.now())
    assert box.believes(ordered("vn"), timezone.now())
    assert box.believes(ordered(places.commune.path), timezone.now())


def test_what_the_root_did_not_sign_is_not_taken(site: Site, tmp_path: Path) -> None:
    key = actions.ask_for_key(SYSTEM, Authority.PROVINCE, "vn/04")
    wish = Wish(key=key.public_key, role=Authority.PROVINCE, area="vn/04")
    forged = Root.make(tmp_path / "other").delegate([wish], now=timezone.now())

    with pytest.raises(UnknownKey):
        actions.take(SYSTEM, forged)

    assert AuthorityKey.objects.get(kid=key.kid).delegation is None


def test_keys_that_end_soon_are_changed_by_themselves(site: Site, places: Places) -> None:
    area = places.commune.path
    old = queries.signing_key(area)

    assert actions.rotate_due() == []
    AuthorityKey.objects.filter(kid=old).update(not_after_ms=to_ms(now_in(59)))
    (new,) = actions.rotate_due()

    assert (new.area, new.replaces) == (area, old)
    assert actions.rotate_due() == []


@pytest.mark.parametrize("who", ["nam", "hoa", "tuan", "an", "lan", "minh", "vy"])
def test_only_the_administrator_of_the_place_takes_a_key_back(
    site: Site, places: Places, request: pytest.FixtureRequest, who: str
) -> None:
    """An administers the commune: not the province whose key this is."""
    kid = queries.signing_key(places.province.path)

    with pytest.raises(NotAllowed):
        actions.revoke(request.getfixturevalue(who), kid, reason="")

    assert AuthorityKey.objects.get(kid=kid).revoked_at is None


def test_a_key_is_taken_back_once(site: Site, places: Places, an: Person) -> None:
    kid = queries.signing_key(places.commune.path)
    actions.revoke(an, kid, reason="")

    with pytest.raises(WrongState):
        actions.revoke(an, kid, reason="")
    with pytest.raises(WrongState):
        actions.rotate(an, kid)
    with pytest.raises(queries.NoKey):
        queries.signing_key(places.commune.path)


def test_the_root_never_forgets_either(site: Site, tmp_path: Path) -> None:
    root = Root.make(tmp_path / "r")
    root.revoke(["0" * 32], now=timezone.now())

    told = read(Root(tmp_path / "r").revoke((), now=timezone.now()).body)

    assert isinstance(told, Revocations)
    assert told.revoked == ("0" * 32,)


def test_setting_up_twice_changes_nothing(site: Site, places: Places) -> None:
    before = set(AuthorityKey.objects.values_list("kid", flat=True))

    said = run("setup", places.commune.path, root=site.root_folder)

    assert set(AuthorityKey.objects.values_list("kid", flat=True)) == before
    assert "ROOT KEY" in said


def test_the_list_says_how_it_is_with_every_key(site: Site, places: Places) -> None:
    old = queries.signing_key(places.commune.path)
    new = actions.rotate(SYSTEM, old)

    said = run("list")

    assert f"{old}  commune   {places.commune.path}" in said
    assert [line.split()[-1] for line in said.splitlines() if new.kid in line] == ["coming"]
    standing = queries.standing
    assert standing(AuthorityKey.objects.get(kid=old), now_in(2)) == "replaced"
    assert standing(new, now_in(2)) == "in_use"
    assert standing(new, now_in(350)) == "ending"
    assert standing(new, now_in(401)) == "ended"


def run(step: str, *words: object, **options: Any) -> str:
    said = StringIO()
    flags = [f"--{name}={value}" for name, value in options.items()]
    call_command("keys", step, *map(str, words), *flags, stdout=said)
    return said.getvalue()
