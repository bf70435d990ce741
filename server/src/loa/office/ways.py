"""The ways in to the administrator's desk, and for whom."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import SEEING, Duty
from loa.web.ways import Way

KEEPS_HOUSE: Final = frozenset({Duty.ADMINISTRATOR.value, Duty.INSPECT.value})

WAYS: Final = (
    Way(label=_("Người dùng"), url="office:people", icon="users", order=60, duties=KEEPS_HOUSE),
    Way(label=_("Đơn vị"), url="office:units", icon="landmark", order=70, duties=SEEING),
    Way(label=_("Nhật ký"), url="office:log", icon="history", order=80, duties=KEEPS_HOUSE),
)
