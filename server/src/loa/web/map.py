"""Draw Vietnam, or one province, as SVG on the server: no tiles, no script, the same on paper.

Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa) are on every map: in their place on the
map of the country, in an inset beside a province. `draw` is the only way to make a
map, so no page can forget them. Put a table of the same places beside it:
`{% include "web/_map.html" with map=map %}`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Final, Literal

from loa.web.outlines import ARCHIPELAGOS, Archipelago, Box, Ring, provinces

State = Literal["ok", "wait", "bad", "info", "idle"]

COUNTRY: Final = Box(west=101.9, south=6.8, east=116.9, north=23.6)
MIDDLE: Final = cos(radians(16))
"""A degree of longitude is this much of a degree of latitude, halfway down the country."""
WIDTH: Final = 480
INSET: Final = 150
MARKS: Final = {
    "ok": "M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0Z",
    "info": "M-5,-5H5V5H-5Z",
    "wait": "M0,-6.5L6.5,0L0,6.5L-6.5,0Z",
    "bad": "M0,-8L8,6.5H-8Z",
    "idle": "M-3.5,0A3.5,3.5 0 1 0 3.5,0A3.5,3.5 0 1 0 -3.5,0Z",
}
"""A shape for every state, so that the colour never speaks alone."""
WORST_LAST: Final = ("idle", "ok", "info", "wait", "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something to mark on the map."""

    name: str
    lat: float
    lng: float
    state: State = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """One province, drawn."""

    name: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Isles:
    """One archipelago, drawn, with its name."""

    name: str
    province: str
    path: str
    left: float
    top: float
    width: float
    height: float
    line: float
    """How far apart two lines of its name stand."""

    @property
    def middle(self) -> float:
        """Where its name is centred."""
        return round(self.left + self.width / 2, 1)

    @property
    def label_y(self) -> float:
        """Where its name stands: above the frame."""
        return round(self.top - 1.2 * self.line, 1)

    @property
    def of_y(self) -> float:
        """Where the name of its province stands."""
        return round(self.top - 0.35 * self.line, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One place, drawn."""

    name: str
    state: State
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything on one piece of ground: what the template draws."""

    width: float
    height: float
    lands: tuple[Land, ...]
    isles: tuple[Isles, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A map with its marks; with an inset where the ground is one province."""

    title: str
    sheet: Sheet
    marks: tuple[Mark, ...]
    inset: Sheet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How ground becomes paper."""

    box: Box
    width: float

    @property
    def scale(self) -> float:
        return self.width / ((self.box.east - self.box.west) * MIDDLE)

    @property
    def height(self) -> float:
        return round((self.box.north - self.box.south) * self.scale, 1)

    def place(self, lng: float, lat: float) -> tuple[float, float]:
        x = (lng - self.box.west) * MIDDLE * self.scale
        y = (self.box.north - lat) * self.scale
        return round(x, 1), round(y, 1)


def draw(places: Iterable[Place], *, title: str, province: str | None = None) -> Map:
    """Draw the country, or one province by its code, with these places on it."""
    view = _view(province)
    if province is None or view.box is COUNTRY:
        return Map(title=title, sheet=_country(WIDTH), marks=_marks(places, view), inset=None)
    sheet = _province(province)
    return Map(title=title, sheet=sheet, marks=_marks(places, view), inset=_country(INSET))


def _view(province: str | None) -> _View:
    """Choose the ground. An unknown province shows the country."""
    found = next((land for land in provinces() if land.code == province), None)
    return _View(box=found.box().wider(0.06) if found else COUNTRY, width=WIDTH)


@lru_cache(maxsize=4)
def _country(width: int) -> Sheet:
    """Draw the whole country with both archipelagos in their place."""
    return _sheet(_View(box=COUNTRY, width=width), here=None)


@lru_cache(maxsize=40)
def _province(code: str) -> Sheet:
    """Draw one province and its neighbours."""
    return _sheet(_view(code), here=code)


def _sheet(view: _View, here: str | None) -> Sheet:
    """Draw the ground of a view."""
    seen = (land for land in provinces() if land.box().meets(view.box))
    lands = (Land(name=p.name, path=_outline(p.rings, view), is_here=p.code == here) for p in seen)
    isles = (_isles(group, view) for group in ARCHIPELAGOS if group.box().meets(view.box))
    return Sheet(width=view.width, height=view.height, lands=tuple(lands), isles=tuple(isles))


def _outline(rings: Sequence[Ring], view: _View) -> str:
    """Draw rings as one path, without points that nobody could tell apart."""
    return "".join(f"M{'L'.join(_apart(ring, view))}Z" for ring in rings)


def _apart(ring: Ring, view: _View) -> Iterator[str]:
    """Yield the points of a ring that lie at least a little apart."""
    last = (-9.0, -9.0)
    for lng, lat in ring:
        x, y = view.place(lng, lat)
        if abs(x - last[0]) + abs(y - last[1]) >= 1:
            last = (x, y)
            yield f"{x:g},{y:g}"


def _isles(group: Archipelago, view: _View) -> Isles:
    """Draw an archipelago: a dot for each island, larger than life, and a frame."""
    size = max(1.2, view.width / 240)
    dots = (view.place(*isle) for isle in group.isles)
    path = "".join(f"M{x:g},{y:g}h{size:g}v{size:g}h-{size:g}z" for x, y in dots)
    box = group.box().wider(0.16)
    left, top = view.place(box.west, box.north)
    right, bottom = view.place(box.east, box.south)
    return Isles(
        name=group.name,
        province=group.province,
        path=path,
        left=left,
        top=top,
        width=round(right - left, 1),
        height=round(bottom - top, 1),
        line=11 if view.width < WIDTH else 16,
    )


def _marks(places: Iterable[Place], view: _View) -> tuple[Mark, ...]:
    """Mark the places, the ones in trouble on top."""
    drawn = []
    for place in sorted(places, key=lambda p: WORST_LAST.index(p.state)):
        x, y = view.place(place.lng, place.lat)
        path = MARKS[place.state]
        drawn.append(Mark(name=place.name, state=place.state, path=path, x=x, y=y))
    return tuple(drawn)
