"""Keep what production needs: pay, and the plan."""

from loa.production.models.pay import Credit, Rate, RateTable, Role, first_of_month
from loa.production.models.plan import PlanItem

__all__ = ["Credit", "PlanItem", "Rate", "RateTable", "Role", "first_of_month"]
