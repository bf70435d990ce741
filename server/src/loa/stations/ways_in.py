"""The pages of the stations that stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from loa.domain.permissions import SEEING, Duty
from loa.stations.queries import codes_tried_again
from loa.web.ways import Way

WAYS = (
    Way(
        label=_("Cụm loa"),
        url="stations:stations",
        icon="speaker",
        order=60,
        duties=SEEING - {Duty.ADMINISTRATOR},
        count=lambda person: codes_tried_again(person).count(),
    ),
    Way(
        label=_("Khóa ký số"),
        url="stations:keys",
        icon="key-round",
        order=95,
        duties=frozenset({Duty.ADMINISTRATOR, Duty.INSPECT}),
    ),
)
