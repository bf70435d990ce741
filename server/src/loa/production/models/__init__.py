"""Keep what production needs: pay, the plan, and what comes from outside."""

from loa.production.models.outside import Contribution, GivingLink
from loa.production.models.pay import Credit, Rate, RateTable, Role, first_of_month
from loa.production.models.plan import PlanItem

__all__ = [
    "Contribution",
    "Credit",
    "GivingLink",
    "PlanItem",
    "Rate",
    "RateTable",
    "Role",
    "first_of_month",
]
