"""Read what is paid: the sheet of a month, the tables in force. The actor comes first."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from loa.bulletins import queries as bulletins
from loa.bulletins.archive import start_of
from loa.bulletins.models import Bulletin, VersionText
from loa.domain import royalties as rules
from loa.domain.areas import path_of
from loa.domain.days import day_of
from loa.domain.permissions import Actor
from loa.domain.products import ProductKind
from loa.domain.royalties import Sheet
from loa.orgs import queries as orgs
from loa.production.models import Credit, RateTable, first_of_month

PROVINCE_DEPTH = 2


def tables_for(unit: str) -> QuerySet[RateTable]:
    """Find the rate tables of the province in which a unit lies, the newest first."""
    province = "/".join(path_of(unit)[:PROVINCE_DEPTH])
    return RateTable.objects.filter(unit_path=province)


def sheet(actor: Actor, unit: str, *, year: int, month: int) -> Sheet:
    """Work out what is owed in a unit for the products that were heard first in a month."""
    first, after = first_of_month(year, month), first_of_month(year, month + 1)
    found = (
        bulletins.bulletins(actor)
        .filter(bulletins.inside(unit))
        .filter(first_heard_at__gte=start_of(first), first_heard_at__lt=start_of(after))
        .filter(first_heard_at__lte=timezone.now())
        .order_by("first_heard_at", "pk")
    )
    tables = [table.as_table() for table in tables_for(unit)]
    return rules.sheet(_items(list(found)), tables)


def credits_of(actor: Actor, bulletin_id: int) -> list[rules.Credit]:
    """Return who is credited with a bulletin that the actor may see.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    (item,) = _items([bulletins.bulletin(actor, bulletin_id)])
    return list(item.credits)


def _items(found: list[Bulletin]) -> list[rules.Item]:
    """Hand bulletins to the rules, with who did what and how long they last."""
    texts = _texts(found)
    said: dict[int, list[rules.Credit]] = {}
    for credit in Credit.objects.filter(bulletin__in=found):
        said.setdefault(credit.bulletin_id, []).append(credit.as_credit())
    names = orgs.names_of({str(bulletin.author) for bulletin in found})
    return [
        rules.Item(
            number=bulletin.human_number,
            title=bulletin.title,
            kind=ProductKind(bulletin.kind),
            on=day_of(bulletin.first_heard_at or bulletin.created_at),
            lasts_ms=sum(text.sound.duration_ms for text in texts[bulletin.pk] if text.sound),
            credits=tuple(
                said.get(bulletin.pk)
                or _as_it_is(names.get(str(bulletin.author), ""), texts[bulletin.pk])
            ),
        )
        for bulletin in found
    ]


def _texts(found: list[Bulletin]) -> dict[int, list[VersionText]]:
    """Return the languages of the wording of each bulletin that was released last."""
    by_bulletin: dict[int, list[VersionText]] = {bulletin.pk: [] for bulletin in found}
    newest: dict[int, int] = {}
    released = VersionText.objects.filter(version__released_at__isnull=False)
    texts = released.filter(version__bulletin__in=found).select_related("sound", "version")
    for text in texts.order_by("-version__released_at", "-version__number", "position"):
        version = text.version
        if newest.setdefault(version.bulletin_id, version.pk) == version.pk:
            by_bulletin[version.bulletin_id].append(text)
    return by_bulletin


def _as_it_is(author: str, texts: Iterable[VersionText]) -> list[rules.Credit]:
    """Credit the author, and whoever is heard, where nobody said otherwise."""
    speakers = list(dict.fromkeys(text.speaker for text in texts if text.speaker))
    named = [rules.Credit(name=author, role=rules.Role.AUTHOR)] if author else []
    for place, speaker in enumerate(speakers):
        share = rules.WHOLE_PERCENT // len(speakers)
        rest = rules.WHOLE_PERCENT - share * len(speakers) if place == 0 else 0
        named.append(rules.Credit(name=speaker, role=rules.Role.SPEAKER, percent=share + rest))
    return named
