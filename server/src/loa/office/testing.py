"""Examples of the addresses of the administrator's desk."""

from loa import audit
from loa.domain.permissions import SYSTEM, Duty
from loa.orgs import queries
from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Kind, UnitChange
from loa.orgs.testing import Cast, Places, entrust, make_unit, today


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address."""
    audit.record(SYSTEM, "unit.added", "unit:11848-77", places.commune.path)
    return {**_units(places, cast), **_people(cast), **_lists(), **_left(places, cast)}


def _left(places: Places, cast: Cast) -> dict[str, Example]:
    """Let a commune become part of that of Hoa and Nam, and leave duties of Nam behind."""
    ended = make_unit(f"{places.province.path}/11700", Kind.COMMUNE, "Đoàn Lập", valid_to=today())
    UnitChange.objects.create(
        from_code=ended.code, to_code=places.commune.code, on=today(), kind="whole"
    )
    held = entrust(cast.nam, Duty.APPROVE, ended)
    to = {"to": places.commune.code}
    return {
        "office:left": Example(open_to=OpenTo.ONESELF, hides=("Đoàn Lập",)),
        "office:carry": Example(
            open_to=OpenTo.THE_UNIT, by=cast.binh, kwargs={"grant_id": held.pk}, body=to
        ),
        "office:carry-all": Example(
            open_to=OpenTo.THE_UNIT, by=cast.binh, kwargs={"unit_id": ended.pk}, body=to
        ),
    }


def _lists() -> dict[str, Example]:
    """Return what everybody has, each with their own things in it."""
    new = {"display_name": "Hồ Thị Mai", "username": "mai", "unit": "11848", "language": "vi"}
    return {
        "office:units": Example(open_to=OpenTo.SIGNED_IN),
        "office:people": Example(open_to=OpenTo.ONESELF),
        "office:add-person": Example(open_to=OpenTo.ONESELF, body=new),
        "office:log": Example(open_to=OpenTo.ONESELF, hides=("11848-77",)),
    }


def _units(places: Places, cast: Cast) -> dict[str, Example]:
    """Return what is done to a unit."""
    commune = {"code": places.commune.code}
    return {
        "office:unit": Example(open_to=OpenTo.SIGNED_IN, kwargs=commune),
        "office:add-village": Example(
            open_to=OpenTo.THE_UNIT, by=cast.an, kwargs=commune, body={"kind": "thon", "name": "X"}
        ),
        "office:languages": Example(
            open_to=OpenTo.THE_UNIT, by=cast.an, kwargs=commune, body={"first": "vi"}
        ),
        "office:close-village": Example(
            open_to=OpenTo.THE_UNIT, by=cast.an, kwargs={"code": places.village.code}
        ),
    }


def _people(cast: Cast) -> dict[str, Example]:
    """Return what is done to somebody's account."""
    acts = ("person", "give-password", "second-step", "shut", "let-in", "erase")
    nam = {"person_id": cast.nam.pk}
    held = queries.duties_of(cast.nam).get(duty=Duty.WRITE)
    duty = {"duty": "technician", "unit": "11848", "valid_from": str(today())}
    return {
        **{
            f"office:{act}": Example(open_to=OpenTo.THE_UNIT, by=cast.an, kwargs=nam)
            for act in acts
        },
        "office:grant": Example(open_to=OpenTo.THE_UNIT, by=cast.an, kwargs=nam, body=duty),
        "office:end-duty": Example(
            open_to=OpenTo.THE_UNIT, by=cast.an, kwargs={"grant_id": held.pk}
        ),
    }
