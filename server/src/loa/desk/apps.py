"""Register the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import Duty

WRITERS = frozenset({Duty.WRITE.value})
JUDGES = frozenset({Duty.APPROVE.value})
READERS = WRITERS | JUDGES | {Duty.RELEASE.value, Duty.PROGRAMME.value, Duty.INSPECT.value}


class DeskConfig(AppConfig):
    """Name the app by its short label."""

    name = "loa.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from loa.bulletins import queries  # noqa: PLC0415 - tables are known only now
        from loa.web.ways import Way, add  # noqa: PLC0415

        add(
            Way(label=_("Hôm nay"), url="desk:today", icon="house", order=1, duties=READERS),
            Way(
                label=_("Chờ duyệt"),
                url="desk:waiting",
                icon="list-checks",
                order=2,
                duties=JUDGES,
                count=lambda person: queries.waiting(person).count(),
            ),
            Way(
                label=_("Soạn tin"), url="desk:compose", icon="square-pen", order=3, duties=WRITERS
            ),
            Way(
                label=_("Bản tin"),
                url="desk:bulletins",
                icon="file-text",
                order=4,
                duties=READERS,
                count=lambda person: queries.to_mend(person).count(),
            ),
            Way(
                label=_("Buổi phát"),
                url="desk:sessions",
                icon="calendar-clock",
                order=5,
                duties=READERS,
            ),
            Way(
                label=_("Kho câu"),
                url="desk:phrases",
                icon="audio-lines",
                order=7,
                duties=WRITERS,
            ),
            Way(label=_("Kho tin"), url="desk:archive", icon="archive", order=6, duties=READERS),
            Way(
                label=_("Thời hạn lưu"),
                url="desk:retention",
                icon="hard-drive",
                order=76,
                duties=frozenset({Duty.ADMINISTRATOR.value}),
            ),
            Way(
                label=_("Từ điển đọc"),
                url="desk:dictionary",
                icon="type",
                order=7,
                duties=WRITERS,
            ),
        )
