"""Words for the refusals that every app shares, and for those at the door."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal

from loa.web.throttle import TooOften

WORDS = {
    "refused": _("Hệ thống không làm được việc này. Hãy quay lại và thử cách khác."),
    "not_allowed": _("Bạn không được giao việc này ở đơn vị đó. Hãy nhờ người quản trị nếu cần."),
    "wrong_state": _("Có người vừa chuyển việc này sang bước khác. Hãy tải lại trang rồi xem lại."),
    "not_found": _("Không có trang hoặc mục này, hoặc nó không thuộc đơn vị của bạn."),
    "web.too_often": _("Đã thử quá nhiều lần. Hãy đợi %(minutes)s phút rồi thử lại."),
    "signin.no_match": _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy nhập lại; để ý chữ hoa."),
    "signin.wrong_password": _("Mật khẩu chưa đúng. Hãy nhập lại; để ý chữ hoa."),
    "signin.same_password": _("Đây là mật khẩu đang dùng. Hãy chọn mật khẩu khác."),
    "signin.wrong_code": _(
        "Mã chưa đúng hoặc đã dùng rồi. Hãy đợi mã mới trên điện thoại rồi nhập lại."
    ),
}

STATUS: dict[type[Refusal], HTTPStatus] = {TooOften: HTTPStatus.TOO_MANY_REQUESTS}
