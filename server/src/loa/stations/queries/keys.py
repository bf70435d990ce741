"""Find the key to sign with, and everything a box needs in order to believe it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound, Refusal
from loa_protocol.signing import Envelope, KeyId, VerifyKey
from loa_protocol.trust import TrustStore, gather

from loa.domain.areas import UnitPath, text_of
from loa.domain.permissions import Actor, Duty
from loa.orgs.queries import in_force
from loa.stations.instants import to_ms
from loa.stations.models import AuthorityKey, RevocationList, RootKey

Role = AuthorityKey.Role


class NoKey(Refusal):
    """Nobody has made a key that may speak for this ground."""

    code = "keys.none"


def roots() -> QuerySet[RootKey]:
    """Find every root this site has had, the newest first."""
    return RootKey.objects.order_by("-serial")


def current_root(now: datetime | None = None) -> RootKey:
    """Return the root that new boxes are to trust: the newest that lets a key speak.

    Raises:
        NoKey: the keys of this site were never set up.
    """
    root = roots().filter(kid__in=in_use(now).values("issuer")).first()
    if root is None:
        raise NoKey(area="root")
    return root


def valid(now: datetime | None = None) -> QuerySet[AuthorityKey]:
    """Find the keys that hold at an instant, whether or not we sign with them yet."""
    at = to_ms(now or timezone.now())
    return AuthorityKey.objects.filter(
        revoked_at__isnull=True, not_before_ms__lte=at, not_after_ms__gt=at
    )


def in_use(now: datetime | None = None) -> QuerySet[AuthorityKey]:
    """Find the keys that we sign with at an instant, the newest first."""
    at = now or timezone.now()
    return valid(at).filter(used_from_ms__lte=to_ms(at)).order_by("-used_from_ms")


def signing_key(area: UnitPath | str, now: datetime | None = None) -> KeyId:
    """Return the key that signs orders and programmes of a unit: its own, never one above.

    Raises:
        NoKey: the unit has none that holds.
    """
    place = area if isinstance(area, str) else text_of(area)
    key = in_use(now).filter(area=place).exclude(role=Role.LINK).first()
    if key is None:
        raise NoKey(area=place)
    return KeyId(key.kid)


def governing_key(*areas: str, now: datetime | None = None) -> AuthorityKey:
    """Return the lowest key that places boxes on all of this ground.

    Raises:
        NoKey: none does.
    """
    shared = set.intersection(*(set(_above(area)) for area in areas))
    keys = in_use(now).filter(role__in=(Role.PROVINCE, Role.CENTRE), area__in=shared)
    lowest = keys.order_by("-area", "-used_from_ms").first()  # a path is longer than what holds it
    if lowest is None:
        raise NoKey(area=", ".join(areas))
    return lowest


def link_key(now: datetime | None = None) -> KeyId:
    """Return the key that signs acks and the time.

    Raises:
        NoKey: the keys of this site were never set up.
    """
    key = in_use(now).filter(role=Role.LINK).first()
    if key is None:
        raise NoKey(area="link")
    return KeyId(key.kid)


def list_of(issuer: str) -> RevocationList | None:
    """Return an issuer's newest list."""
    return RevocationList.objects.filter(issuer=issuer).order_by("-serial").first()


def chain_for(
    area: UnitPath | str, now: datetime | None = None, *, root_serial: int = 0
) -> list[Envelope]:
    """Return what a box at a place must hold in order to believe those who speak to it.

    Later roots than the one it began with, then delegations from the top down,
    then each issuer's list.
    """
    place = area if isinstance(area, str) else text_of(area)
    keys = list(valid(now).filter(area__in=_above(place)).order_by("area", "role"))
    known = list(RootKey.objects.filter(serial__gte=root_serial).order_by("serial"))
    changes = [root for root in known if root.serial > root_serial]
    issuers = {root.kid for root in known} | {
        key.kid for key in keys if key.role in (Role.CENTRE, Role.PROVINCE)
    }
    lists = (
        RevocationList.objects.filter(issuer__in=issuers)
        .order_by("issuer", "-serial")
        .distinct("issuer")
    )
    return [
        *(Envelope.from_bytes(bytes(root.change or b"")) for root in changes),
        *(Envelope.from_bytes(bytes(key.delegation or b"")) for key in keys),
        *(Envelope.from_bytes(bytes(one.envelope)) for one in lists),
    ]


def trust_store(now: datetime | None = None) -> TrustStore:
    """Return what this site itself believes, from its first root on."""
    at = now or timezone.now()
    first = RootKey.objects.order_by("serial").first()
    if first is None:
        raise NoKey(area="root")
    store = TrustStore.starting_with(VerifyKey.from_text(first.public_key))
    changes = RootKey.objects.filter(change__isnull=False).order_by("serial")
    delegations = AuthorityKey.objects.filter(delegation__isnull=False)
    held = [
        *(change or b"" for change in changes.values_list("change", flat=True)),
        *(given or b"" for given in delegations.values_list("delegation", flat=True)),
        *(
            told.envelope
            for told in RevocationList.objects.order_by("issuer", "-serial").distinct("issuer")
        ),
    ]
    return gather(store, [Envelope.from_bytes(bytes(one)) for one in held], at=to_ms(at))


def keys_for(actor: Actor) -> QuerySet[AuthorityKey]:
    """Find the keys of the units that the actor administers or inspects, and all above them."""
    officer, day = actor.as_officer(), timezone.localdate()
    reach = Q(pk__in=[])
    for duty in (Duty.ADMINISTRATOR, Duty.INSPECT):
        for path in officer.units_for(duty, day):
            inside = text_of(path)
            above = [text_of(path[:depth]) for depth in range(1, len(path) + 1)]
            reach |= Q(area__in=above) | Q(area__startswith=inside + "/")
    return AuthorityKey.objects.filter(reach).order_by("area", "role", "-used_from_ms")


def ancestors_of(area: str, now: datetime | None = None) -> list[AuthorityKey]:
    """Return the keys that could ever have let somebody speak for this ground."""
    keys = valid(now).filter(role__in=(Role.CENTRE, Role.PROVINCE), area__in=_above(area))
    return list(keys.order_by("area"))


def _above(area: str) -> list[str]:
    parts = area.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def held_by(issuer: str, now: datetime | None = None) -> list[AuthorityKey]:
    """Return the keys that an issuer let speak, and that still hold."""
    return list(valid(now).filter(issuer=issuer).order_by("area", "role"))


class Standing(StrEnum):
    """How it is with a key."""

    ASKED = "asked"
    COMING = "coming"
    IN_USE = "in_use"
    REPLACED = "replaced"
    ENDING = "ending"
    ENDED = "ended"
    REVOKED = "revoked"


ENDING_SOON: Final = timedelta(days=60)


def standing(key: AuthorityKey, now: datetime | None = None) -> Standing:
    """Say how it is with a key at an instant."""
    at = now or timezone.now()
    if key.revoked_at is not None:
        return Standing.REVOKED
    if key.not_after_ms is None or key.used_from_ms is None:
        return Standing.ASKED
    if key.not_after_ms <= to_ms(at):
        return Standing.ENDED
    if key.used_from_ms > to_ms(at):
        return Standing.COMING
    newer = in_use(at).filter(area=key.area, role=key.role, used_from_ms__gt=key.used_from_ms)
    if newer.exists():
        return Standing.REPLACED
    return Standing.ENDING if key.not_after_ms < to_ms(at + ENDING_SOON) else Standing.IN_USE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """A key as its page shows it."""

    key: AuthorityKey
    place: str
    standing: Standing
    begins: datetime | None
    ends: datetime | None


def show_keys(keys: Iterable[AuthorityKey], *, now: datetime) -> list[ShownKey]:
    """Put each key beside the name of its ground, and how it is with it."""
    shown = list(keys)
    units = in_force().filter(path__in={key.area for key in shown})
    names = {unit.path: unit.full_name for unit in units}
    return [
        ShownKey(
            key=key,
            place=names.get(key.area, key.area),
            standing=standing(key, now),
            begins=_moment(key.used_from_ms),
            ends=_moment(key.not_after_ms),
        )
        for key in shown
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """An issuer's list as the page of keys shows it."""

    issuer: str
    is_root: bool
    count: int
    ends: datetime | None
    is_late: bool
    """Boxes will soon refuse everything below this issuer."""


def show_lists(actor: Actor, *, now: datetime) -> list[ShownList]:
    """Say how fresh the lists are of the root and of the issuers an actor may see."""
    issuers = valid(now).filter(role__in=(Role.CENTRE, Role.PROVINCE)).values("kid")
    seen = keys_for(actor).filter(kid__in=issuers).values_list("kid", flat=True)
    known_roots = {root.kid for root in roots()}
    shown = []
    for kid in [*known_roots, *seen]:
        newest = list_of(kid)
        margin = ENDING_SOON if kid in known_roots else LIST_IS_LATE
        late = newest is None or newest.next_update_ms < to_ms(now + margin)
        shown.append(
            ShownList(
                issuer=kid,
                is_root=kid in known_roots,
                count=len(newest.revoked) if newest else 0,
                ends=_moment(newest.next_update_ms) if newest else None,
                is_late=late,
            )
        )
    return shown


LIST_IS_LATE: Final = timedelta(days=11)
"""Of two weeks: the nightly job has failed for three nights."""


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, tz=UTC)


def key(kid: str) -> AuthorityKey:
    """Return a key.

    Raises:
        NotFound: this site has none of that name.
    """
    found = AuthorityKey.objects.filter(kid=kid).first()
    if found is None:
        raise NotFound(key=kid)
    return found
