"""Words for the refusals of releases and deliveries."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal

from loa.domain.targeting import NeedsSecondPerson

STATUS: dict[type[Refusal], HTTPStatus] = {NeedsSecondPerson: HTTPStatus.CONFLICT}

WORDS = {
    "release.outside_unit": _(
        "Nơi phát nằm ngoài địa bàn của đơn vị ra lệnh. Hãy chọn lại nơi phát trong đơn vị."
    ),
    "release.needs_second_person": _(
        "Phát trên diện rộng hoặc ban đêm cần hai người. Hãy gửi đề nghị để người thứ hai xác nhận."
    ),
    "release.same_person": _("Bạn đã đề nghị phát, nên người khác phải xác nhận."),
    "release.in_the_past": _("Giờ phát đã qua. Hãy chọn giờ khác, hoặc phát ngay."),
    "release.too_far_ahead": _("Giờ phát quá xa. Hãy xếp bản tin vào một buổi phát của ngày đó."),
    "release.on_air": _(
        "Bản tin này đang phát hoặc sắp phát ở đây. Hãy đợi phát xong, hoặc thu hồi."
    ),
    "release.one_is_enough": _("Lệnh phát này không cần người thứ hai. Hãy cho phát ngay."),
    "release.key_used": _("Trang này đã cho phát một lệnh khác. Hãy tải lại trang rồi thử lại."),
    "order.over": _("Lệnh phát này đã kết thúc hoặc đã được thu hồi."),
    "box.unknown": _("Hệ thống không có thiết bị này, hoặc thiết bị đã bị thu hồi."),
}
