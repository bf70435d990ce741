"""Words and signs for what people see of orders and deliveries."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from loa.domain.delivery import Outcome
from loa.stations.queries import Light

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

OUTCOMES: "Final[dict[Outcome, tuple[str, _StrOrPromise]]]" = {
    Outcome.EXPECTED: ("idle", _("Chưa trả lời")),
    Outcome.RECEIVED: ("info", _("Đã nhận")),
    Outcome.PLAYING: ("info", _("Đang phát")),
    Outcome.FINISHED: ("ok", _("Đã phát đủ")),
    Outcome.PARTIAL: ("wait", _("Phát dở")),
    Outcome.MISSED: ("bad", _("Không phát")),
    Outcome.REFUSED: ("bad", _("Từ chối")),
}
LIGHTS: "Final[dict[Light, tuple[str, _StrOrPromise]]]" = {
    Light.GREEN: ("ok", _("Trực tuyến")),
    Light.AMBER: ("wait", _("Chưa chắc giờ")),
    Light.RED: ("bad", _("Mất liên lạc")),
    Light.GREY: ("idle", _("Chưa có thiết bị")),
}
