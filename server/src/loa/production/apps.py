"""Register the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import Duty

PLANS = frozenset(
    duty.value for duty in (Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME, Duty.INSPECT)
)
PAYS = frozenset({Duty.WRITE.value, Duty.APPROVE.value, Duty.INSPECT.value})


class ProductionConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.production"
    label = "production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the words of its refusals, and put its pages into the navigation."""
        from loa.production import given, planned  # noqa: PLC0415 - tables are known only now
        from loa.production.words import WORDS  # noqa: PLC0415 - addresses are known only now
        from loa.web import refusals  # noqa: PLC0415
        from loa.web.ways import Way, add  # noqa: PLC0415

        refusals.add(WORDS)
        add(
            Way(
                label=_("Kế hoạch"),
                url="production:plan",
                icon="calendar-days",
                order=6,
                duties=PLANS,
                count=lambda person: planned.mine(person).count(),
            ),
            Way(
                label=_("Đóng góp"),
                url="production:contributions",
                icon="inbox",
                order=6,
                duties=PLANS,
                count=lambda person: given.waiting(person).count(),
            ),
            Way(
                label=_("Gửi tin"),
                url="production:own",
                icon="send",
                order=9,
                duties=frozenset({Duty.CONTRIBUTE.value}),
            ),
            Way(
                label=_("Nhuận bút"),
                url="production:sheet",
                icon="list-checks",
                order=8,
                duties=PAYS,
            ),
        )
