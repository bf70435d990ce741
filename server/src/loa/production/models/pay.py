"""Keep what is paid for products: rate tables with their days, and who is credited with what.

RateTable ──▶ Rate (one for each kind and role)
Bulletin  ──▶ Credit (who did what)
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin
from loa.domain import royalties as rules
from loa.domain.products import ProductKind
from loa.domain.royalties import MOST_VND


class Role(models.TextChoices):
    """What somebody did (`loa.domain.royalties.Role`, with its words)."""

    AUTHOR = rules.Role.AUTHOR.value, _("Tác giả")
    SPEAKER = rules.Role.SPEAKER.value, _("Người đọc")
    EDITOR = rules.Role.EDITOR.value, _("Biên tập")
    TECHNICIAN = rules.Role.TECHNICIAN.value, _("Kỹ thuật dựng")


class RateTable(models.Model):
    """The rates of a province, from one day until before another."""

    unit_path = models.CharField(max_length=48)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True, default="")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-since",)
        constraints = [
            models.UniqueConstraint("unit_path", "since", name="one_rate_table_from_a_day"),
            models.CheckConstraint(
                name="a_rate_table_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
            ),
        ]

    def rates(self) -> "models.QuerySet[Rate]":
        """Find its rates."""
        return Rate.objects.filter(table=self)

    def as_table(self) -> rules.Table:
        """Hand it to the rules."""
        rates = tuple(rate.as_rate() for rate in self.rates())
        return rules.Table(since=self.since, until=self.until, rates=rates)


class Rate(models.Model):
    """What one role of one kind of product is paid."""

    class Basis(models.TextChoices):
        """What it is for (`loa.domain.royalties.Basis`, with its words)."""

        ITEM = rules.Basis.ITEM.value, _("mỗi tin")
        MINUTE = rules.Basis.MINUTE.value, _("mỗi phút")

    table = models.ForeignKey(RateTable, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Bulletin.Kind)
    role = models.CharField(max_length=12, choices=Role)
    basis = models.CharField(max_length=8, choices=Basis)
    vnd = models.PositiveIntegerField()

    class Meta:
        ordering = ("kind", "role")
        constraints = [
            models.UniqueConstraint("table", "kind", "role", name="one_rate_for_a_kind_and_role"),
            models.CheckConstraint(
                name="a_rate_is_money", condition=Q(vnd__gt=0) & Q(vnd__lte=MOST_VND)
            ),
        ]

    def as_rate(self) -> rules.Rate:
        """Hand it to the rules."""
        return rules.Rate(
            kind=ProductKind(self.kind),
            role=rules.Role(self.role),
            basis=rules.Basis(self.basis),
            vnd=self.vnd,
        )


class Credit(models.Model):
    """Who did what for a bulletin. Without any, its author and its speakers are credited."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    percent = models.PositiveSmallIntegerField(default=rules.WHOLE_PERCENT)

    class Meta:
        ordering = ("role", "pk")
        constraints = [
            models.CheckConstraint(
                name="a_share_is_a_part_of_the_whole",
                condition=Q(percent__gt=0) & Q(percent__lte=rules.WHOLE_PERCENT),
            ),
            models.CheckConstraint(name="a_credit_names_somebody", condition=~Q(name="")),
        ]

    def as_credit(self) -> rules.Credit:
        """Hand it to the rules."""
        return rules.Credit(name=self.name, role=rules.Role(self.role), percent=self.percent)


def first_of_month(year: int, month: int) -> date:
    """Return the first day of a month; the thirteenth is the next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
