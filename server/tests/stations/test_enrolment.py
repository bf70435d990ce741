"""A technician makes a code, a box brings it, and becomes one of ours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from loa.audit.models import Entry
from loa.orgs.models import Person
from loa.stations import actions, credentials, queries
from loa.stations.instants import to_ms
from loa.stations.models import Box, EnrolmentCode
from loa.stations.refusals import (
    BadRequest,
    CodeExpired,
    CodeUsed,
    KeyKnown,
    UnknownCode,
)
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol.enrolment import Code
from loa_protocol.errors import NotAllowed, Refusal
from loa_protocol.messages import Authority, Place, Settings, read
from loa_protocol.signing import BadKey, SigningKey, VerifyKey
from loa_protocol.trust import TrustStore, gather, take_place

KEY = SigningKey(b"k" * 32).public.text


def told_to(enrolment: Enrolment) -> TrustStore:
    """Believe what the box believes after it enrolled: the root, and what it was handed."""
    store = TrustStore.starting_with(VerifyKey.from_text(enrolment.told.root))
    trust = enrolment.told.envelopes[:-2]
    return gather(store, trust, at=to_ms(timezone.now()))


def test_a_box_that_brings_a_code_can_prove_all_it_is_told(site: Site, tuan: Person) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    key = SigningKey.generate()

    told = actions.enrol(secret=code.secret.hex(), key=key.public.text, name="loa-01")

    box = Box.objects.get()
    assert (box.device_id, box.home_id) == (told.device, told.home)
    assert box.public_key == key.public.text
    assert box.cluster == site.gate
    code.must_promise(VerifyKey.from_text(told.root))
    store = told_to(Enrolment(box=box, key=key, told=told))
    now = to_ms(timezone.now())
    place_envelope, settings_envelope = told.envelopes[-2:]
    place = take_place(store, place_envelope, device=told.device, current=None, at=now)
    assert (place.area, place.cluster, place.home) == (site.gate.area, site.gate.code, told.home)
    settings = read(settings_envelope.body)
    assert isinstance(settings, Settings)
    assert (settings.volume_percent, settings.ceiling_percent) == (80, 100)
    store.verified(settings_envelope, at=now).must_cover(place.area)
    roles = {store.speaker(kid, at=now).role for kid in store.grants}
    assert roles == set(Authority)


def test_a_box_logs_in_with_its_password_and_no_other(enrolment: Enrolment) -> None:
    login = queries.check_login(enrolment.told.device, enrolment.told.password)

    assert login.home == enrolment.told.home
    for device, password in [
        (enrolment.told.device, "another"),
        ("d-nobody", enrolment.told.password),
        (enrolment.told.device, ""),
        ("d-nobody", ""),
    ]:
        with pytest.raises(queries.BadLogin):
            queries.check_login(device, password)
    assert enrolment.told.password not in enrolment.box.broker_password_hash


def test_a_code_is_used_once_and_the_second_try_is_written_down(site: Site, tuan: Person) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    first = actions.enrol(secret=code.secret.hex(), key=KEY, name="loa-01")

    with pytest.raises(CodeUsed):
        actions.enrol(secret=code.secret.hex(), key=SigningKey.generate().public.text, name="thief")

    assert Box.objects.get().device_id == first.device
    entry = Entry.objects.get(action="enrolment.code_used_twice")
    assert entry.subject == f"box:{first.device}"


def test_a_code_is_too_old_after_a_day(site: Site, tuan: Person) -> None:
    code, kept = actions.make_code(tuan, site.gate.code)
    EnrolmentCode.objects.filter(pk=kept.pk).update(expires_at=timezone.now() - timedelta(1))

    with pytest.raises(CodeExpired):
        actions.enrol(secret=code.secret.hex(), key=KEY, name="late")

    assert not Box.objects.exists()


def test_a_new_code_ends_the_one_before(site: Site, tuan: Person) -> None:
    old, _ = actions.make_code(tuan, site.gate.code)
    actions.make_code(tuan, site.gate.code)

    with pytest.raises(CodeExpired):
        actions.enrol(secret=old.secret.hex(), key=KEY, name="old")


def test_a_withdrawn_code_opens_nothing(site: Site, tuan: Person) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)

    assert actions.withdraw_code(tuan, site.gate.code) == 1

    with pytest.raises(CodeExpired):
        actions.enrol(secret=code.secret.hex(), key=KEY, name="late")


@pytest.mark.parametrize(
    ("secret", "key", "refusal"),
    [
        ("00" * 10, KEY, UnknownCode),
        ("00" * 9, KEY, BadRequest),
        ("not hex", KEY, BadRequest),
        ("00" * 10, "short", BadKey),
    ],
)
def test_nonsense_is_refused(site: Site, secret: str, key: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        actions.enrol(secret=secret, key=key, name="x")


def test_the_database_never_sees_the_secret(site: Site, tuan: Person) -> None:
    code, kept = actions.make_code(tuan, site.gate.code)

    assert kept.secret_digest == Code.from_text(code.text).secret_digest
    assert code.secret.hex() not in str(EnrolmentCode.objects.values().get())


def test_a_password_is_never_printed_with_what_holds_it(enrolment: Enrolment) -> None:
    assert enrolment.told.password not in repr(enrolment.told)


def test_a_new_box_takes_the_place_of_the_old_one(site: Site, enrolment: Enrolment) -> None:
    new = enrol_box(site.gate)

    old = Box.objects.get(pk=enrolment.box.pk)
    assert old.is_revoked
    assert new.box.cluster == site.gate
    with pytest.raises(queries.BadLogin):
        queries.check_login(enrolment.told.device, enrolment.told.password)


def test_a_key_that_works_elsewhere_is_not_enrolled_twice(
    site: Site, enrolment: Enrolment, tuan: Person
) -> None:
    code, _ = actions.make_code(tuan, site.market.code)

    with pytest.raises(KeyKnown):
        actions.enrol(secret=code.secret.hex(), key=enrolment.key.public.text, name="twin")


@pytest.mark.parametrize("who", ["nam", "hoa", "an", "lan", "minh", "vy"])
def test_only_the_technician_of_the_commune_makes_codes(
    site: Site, request: pytest.FixtureRequest, who: str
) -> None:
    with pytest.raises(NotAllowed):
        actions.make_code(request.getfixturevalue(who), site.gate.code)

    assert not EnrolmentCode.objects.exists()


def test_a_box_is_where_it_was_moved_and_hears_of_it(
    site: Site, enrolment: Enrolment, tuan: Person
) -> None:
    store = told_to(enrolment)
    now = to_ms(timezone.now())
    first = read(enrolment.told.envelopes[-2].body)
    assert isinstance(first, Place)

    actions.move_box(tuan, enrolment.told.device, site.market.code)

    moved = queries.held_messages(enrolment.told.device)[-2]
    place = take_place(store, moved, device=enrolment.told.device, current=first, at=now)
    assert (place.area, place.cluster) == (site.market.area, site.market.code)
    assert place.serial > first.serial
    login = queries.check_login(enrolment.told.device, enrolment.told.password)
    assert login.area == site.market.area


def test_a_revoked_box_is_let_in_nowhere(enrolment: Enrolment, tuan: Person) -> None:
    actions.revoke_box(tuan, enrolment.told.device)

    with pytest.raises(queries.BadLogin):
        queries.check_login(enrolment.told.device, enrolment.told.password)
    assert not queries.public_keys([enrolment.told.device])


def test_a_password_is_kept_as_mosquitto_keeps_it() -> None:
    digest = credentials.password_digest("secret")

    assert digest.startswith("$7$101$")
    assert credentials.is_password("secret", digest)
    assert not credentials.is_password("Secret", digest)


def test_what_a_box_must_hold_is_read_in_a_few_queries(
    enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    """Ten thousand boxes may say hello in the same minute."""
    with django_assert_max_num_queries(4):
        queries.held_messages(enrolment.told.device)


@pytest.mark.django_db(transaction=True)
def test_of_two_boxes_that_bring_the_same_code_at_once_one_is_let_in(
    site: Site, tuan: Person
) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    together = Barrier(2)

    def bring(name: str) -> str:
        try:
            together.wait(30)
            key = SigningKey.generate().public.text
            actions.enrol(secret=code.secret.hex(), key=key, name=name)
        except CodeUsed as refusal:
            return refusal.code
        else:
            return "let in"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as crowd:
        answers = sorted(crowd.map(bring, ["first", "second"]))

    assert answers == ["enrolment.used", "let in"]
    assert Box.objects.count() == 1
    assert Entry.objects.filter(action="enrolment.code_used_twice").count() == 1
