"""Give out one-time codes, and let the box in that brings one."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from loa_protocol.areas import commune_of
from loa_protocol.enrolment import SECRET_BYTES, Code
from loa_protocol.signing import Envelope, VerifyKey

from loa import audit
from loa.domain.permissions import SYSTEM, Actor, Duty, require
from loa.stations import credentials, queries
from loa.stations.actions.boxes import end_box
from loa.stations.actions.clusters import locked_cluster
from loa.stations.actions.keys import ensure_key
from loa.stations.actions.statements import state_place, state_settings
from loa.stations.credentials import Login
from loa.stations.models import ADDRESS_LENGTH, Box, Cluster, EnrolmentCode
from loa.stations.refusals import BadRequest, CodeExpired, CodeUsed, KeyKnown, UnknownCode

CODE_HOLDS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What a box is told once: who it is, how it logs in, whom it may believe."""

    device: str
    home: str
    root: str
    password: str = field(repr=False)
    envelopes: tuple[Envelope, ...]


@transaction.atomic
def make_code(actor: Actor, cluster_code: str) -> tuple[Code, EnrolmentCode]:
    """Make the code for the box of a cluster; codes made before for it stop working.

    Where there is a box already, the new one takes its place when it enrols.

    Raises:
        NotFound, NotAllowed: not this cluster, or not this person.
        NoKey: the keys of this site were never set up.
    """
    cluster = locked_cluster(cluster_code)
    unit = cluster.station.unit
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    ensure_key(unit.path)
    root, now = queries.current_root(), timezone.now()
    _open_codes(cluster).update(withdrawn_at=now)
    code = Code.fresh(VerifyKey.from_text(root.public_key))
    kept = EnrolmentCode.objects.create(
        cluster=cluster,
        secret_digest=code.secret_digest,
        root=root,
        made_by=actor.actor_id,
        made_at=now,
        expires_at=now + CODE_HOLDS,
    )
    audit.record(actor, "enrolment.code_made", kept, unit.path, cluster=cluster.code)
    return code, kept


@transaction.atomic
def withdraw_code(actor: Actor, cluster_code: str) -> int:
    """Stop a cluster's code from working, if it was not used. Returns how many there were."""
    cluster = locked_cluster(cluster_code)
    unit = cluster.station.unit
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    count = _open_codes(cluster).update(withdrawn_at=timezone.now())
    if count:
        audit.record(actor, "enrolment.code_withdrawn", cluster, unit.path)
    return count


def enrol(*, secret: str, key: str, name: str, address: str = "") -> Enrolled:
    """Let in the box that brings a code: give it a name, a place and a login.

    A code that is brought a second time is refused and written down, with the network
    address that brought it: somebody may have photographed it, and the technician is told.

    Raises:
        BadRequest, BadKey: what it sent cannot be read.
        UnknownCode, CodeExpired, CodeUsed, KeyKnown: as they say.
    """
    digest = _digest(secret)
    public = VerifyKey.from_text(key)
    try:
        with transaction.atomic():
            return _enrol(digest, public, name=name[:120])
    except CodeUsed as refusal:
        _note_second_use(digest, public, box=refusal.facts["box"], address=address)
        raise


@transaction.atomic
def _note_second_use(digest: str, public: VerifyKey, *, box: object, address: str) -> None:
    """Write it down apart: the transaction that refused is undone."""
    codes = EnrolmentCode.objects.filter(secret_digest=digest)
    codes.update(
        tries_after_use=F("tries_after_use") + 1,
        last_try_at=timezone.now(),
        last_try_from=address[:ADDRESS_LENGTH],
    )
    unit = codes.select_related("cluster__station__unit").get().cluster.station.unit
    audit.record(SYSTEM, "enrolment.code_used_twice", f"box:{box}", unit.path, key=public.kid)


def _enrol(digest: str, public: VerifyKey, *, name: str) -> Enrolled:
    now = timezone.now()
    code = _usable_code(digest, now=now)
    cluster = locked_cluster(code.cluster.code)
    _make_room(cluster, public)
    box = Box(
        device_id=f"d-{secrets.token_hex(10)}",
        home_id=f"h-{secrets.token_hex(10)}",
        cluster=cluster,
        public_key=public.text,
        name=name,
        root_serial=code.root.serial,
        enrolled_at=now,
        place_serial=0,
        settings_serial=0,
    )
    state_place(box, cluster, now=now)
    state_settings(box, cluster, now=now)
    box.save(force_insert=True)
    password = credentials.fresh_password()
    credentials.current().admit(
        Login(device=box.device_id, home=box.home_id, area=cluster.area, password=password)
    )
    code.used_at, code.used_by = now, box
    code.save(update_fields=["used_at", "used_by"])
    audit.record(
        SYSTEM, "box.enrolled", box, commune_of(cluster.area) or cluster.area,
        cluster=cluster.code, key=public.kid, code_by=str(code.made_by),
    )  # fmt: skip
    return Enrolled(
        device=box.device_id,
        home=box.home_id,
        root=code.root.public_key,
        password=password,
        envelopes=tuple(queries.held_messages(box.device_id, now)),
    )


def _usable_code(digest: str, *, now: datetime) -> EnrolmentCode:
    """Lock the code: of two boxes that bring it at once, one waits and is refused."""
    code = (
        EnrolmentCode.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cluster", "root")
        .filter(secret_digest=digest)
        .first()
    )
    if code is None:
        raise UnknownCode
    if code.used_at is not None:
        raise CodeUsed(box=code.used_by_id)
    if code.withdrawn_at is not None or now >= code.expires_at:
        raise CodeExpired(expired_at=code.expires_at)
    return code


def _make_room(cluster: Cluster, public: VerifyKey) -> None:
    """End the box that is replaced. A key that works elsewhere is not enrolled twice."""
    known = Box.objects.filter(public_key=public.text, revoked_at__isnull=True).first()
    if known is not None and known.cluster_id != cluster.pk:
        raise KeyKnown(box=known.device_id)
    old = (
        Box.objects.select_for_update(no_key=True)
        .filter(cluster=cluster, revoked_at__isnull=True)
        .first()
    )
    if old is not None:
        end_box(SYSTEM, old, cluster, action="box.replaced")


def _open_codes(cluster: Cluster) -> QuerySet[EnrolmentCode]:
    return EnrolmentCode.objects.filter(
        cluster=cluster, used_at__isnull=True, withdrawn_at__isnull=True
    )


def _digest(secret: str) -> str:
    try:
        raw = bytes.fromhex(secret)
    except ValueError as fault:
        raise BadRequest(why="the secret is not hexadecimal") from fault
    if len(raw) != SECRET_BYTES:
        raise BadRequest(why="the secret is not 80 bits")
    return Code(secret=raw, root=b"").secret_digest
