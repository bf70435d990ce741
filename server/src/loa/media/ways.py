"""The way in to the voices, and for whom."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import Duty
from loa.web.ways import Way

WAYS: Final = (
    Way(
        label=_("Giọng đọc"),
        url="media:voices",
        icon="mic",
        order=75,
        duties=frozenset({Duty.ADMINISTRATOR.value}),
    ),
)
