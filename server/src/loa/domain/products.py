"""What a bulletin is as a product: its kind, what it is about, for whom, and where it came from.

A department reports for its year how many reports, essays and programmes its
stations made. Those figures are counted from what is said here, so it may be put
right at any time, also after the approval: it changes no word that is heard.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from loa_protocol.errors import Refusal

from loa.domain.areas import UnitPath
from loa.domain.days import day_of
from loa.domain.permissions import Duty, Officer, require


class ProductKind(StrEnum):
    """What sort of product it is, as editors name it."""

    NEWS = "news"
    """Tin: a news item."""
    REPORT = "report"
    """Phóng sự: a report from the place, with voices of people."""
    ESSAY = "essay"
    """Bài viết: an essay or article that is read."""
    SKETCH = "sketch"
    """Tiểu phẩm, câu chuyện truyền thanh: a played scene or story."""
    NOTICE = "notice"
    """Thông báo: a notice."""
    SPOT = "spot"
    """Thông điệp: a spot of some seconds that is repeated."""
    PROGRAMME = "programme"
    """Chương trình: a programme of several parts."""
    VIDEO = "video"
    """A television programme or a clip."""
    INTERVIEW = "interview"
    """Phỏng vấn: an interview."""
    TALK = "talk"
    """Tọa đàm: a talk of several people."""


class Audience(StrEnum):
    """For whom it is made. Nobody named means everybody."""

    FARMERS = "farmers"
    WORKERS = "workers"
    YOUTH = "youth"
    PUPILS = "pupils"
    WOMEN = "women"
    ELDERLY = "elderly"
    VETERANS = "veterans"
    MINORITIES = "minorities"
    TRADERS = "traders"


class Origin(StrEnum):
    """Where it came from."""

    OWN = "own"
    """The unit made it."""
    ABOVE = "above"
    """A higher level sent it."""
    CONTRIBUTED = "contributed"
    """Somebody from outside gave it: a village head, a school, the police."""


class UnknownTopic(Refusal):
    """No list of topics in force has that one. Fact: `topic`."""

    code = "product.unknown_topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """How one bulletin is counted."""

    kind: ProductKind = ProductKind.NOTICE
    topic: str = ""
    """Code from the list of topics (Decree 49/2024, article 6); empty: not said."""
    audiences: frozenset[Audience] = field(default_factory=frozenset)
    origin: Origin = Origin.OWN


def classify(
    product: Product, *, topics: Collection[str], unit: UnitPath, by: Officer, at: datetime
) -> Product:
    """Decide whether an officer may say what a bulletin of a unit is.

    Raises:
        NotAllowed: the officer does not write for this unit.
        UnknownTopic: no topic in force has that code.
    """
    require(by, Duty.WRITE, unit, on=day_of(at))
    return known(product, topics=topics)


def known(product: Product, *, topics: Collection[str]) -> Product:
    """Let only a topic pass that is in force.

    Raises:
        UnknownTopic: no topic in force has that code.
    """
    if product.topic and product.topic not in topics:
        raise UnknownTopic(topic=product.topic, field="topic")
    return product
