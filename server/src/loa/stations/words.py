"""Words for the refusals of stations, boxes, codes, keys and the signer."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from loa.stations.queries import BadLogin, NoKey
from loa.stations.refusals import BadRequest, CodeExpired
from loa.stations.signer.client import SignerSilent

STATUS = {
    BadLogin: HTTPStatus.UNAUTHORIZED,
    BadRequest: HTTPStatus.BAD_REQUEST,
    CodeExpired: HTTPStatus.GONE,
    NoKey: HTTPStatus.CONFLICT,
    SignerSilent: HTTPStatus.SERVICE_UNAVAILABLE,
}

WORDS = {
    "cluster.too_loud": _(
        "Âm lượng %(percent)s%% cao hơn mức trần %(ceiling)s%%. Hãy chọn mức thấp hơn."
    ),
    "cluster.bad_volume": _("Âm lượng là số nguyên từ 0 đến 100. Hãy nhập lại."),
    "cluster.name_taken": _(
        "Đài đã có cụm loa tên “%(name)s”. Hãy đặt tên khác để không nhầm khi phát."
    ),
    "cluster.outside_station": _("Thôn này không thuộc xã của đài. Hãy chọn thôn trong xã."),
    "cluster.taken": _(
        "Cụm loa này đã có thiết bị. Hãy thu hồi thiết bị cũ trước, hoặc chọn cụm loa khác."
    ),
    "station.exists": _("Đơn vị này đã có đài. Hãy mở đài đó trong danh sách."),
    "station.not_a_commune": _("Đài truyền thanh thuộc về xã, phường, đặc khu. Hãy chọn lại."),
    "box.revoked": _("Thiết bị này đã bị thu hồi. Muốn dùng lại, hãy đăng ký nó bằng mã mới."),
    "box.bad_login": _("Không có thiết bị nào với tên và mật khẩu này. Hãy đăng ký lại thiết bị."),
    "enrolment.unknown_code": _("Không có mã này. Hãy xem lại mã trên trang của cụm loa."),
    "enrolment.used": _("Mã đã được dùng rồi. Hãy tạo mã mới trên trang của cụm loa."),
    "enrolment.expired": _("Mã đã hết hạn. Hãy tạo mã mới trên trang của cụm loa."),
    "enrolment.key_known": _(
        "Thiết bị này đang thuộc cụm loa khác. Hãy chuyển nó từ trang của thiết bị."
    ),
    "enrolment.bad_request": _(
        "Không đọc được yêu cầu của thiết bị. Hãy cập nhật phần mềm thiết bị."
    ),
    "keys.none": _(
        "Chưa có khóa ký còn hiệu lực cho địa bàn %(area)s. Hãy nhờ quản trị viên tạo khóa."
    ),
    "root.exists": _("Thư mục này đã có khóa gốc. Hãy chọn thư mục trống."),
    "root.absent": _("Không có khóa gốc trong thư mục này. Hãy cắm đúng USB giữ khóa gốc."),
    "signer.silent": _(
        "Bộ ký số chưa trả lời nên chưa có gì được ký. Hãy thử lại; nếu vẫn lỗi, báo quản trị viên."
    ),
    "signer.no_such_key": _("Bộ ký số không giữ khóa này. Hãy báo quản trị viên."),
    "signer.not_its_purpose": _("Khóa này không dùng cho việc đó. Không có gì được ký."),
    "signer.not_its_ground": _("Khóa này không dùng cho địa bàn đó. Không có gì được ký."),
    "signer.forgets_revoked": _(
        "Danh sách thu hồi thiếu khóa đã thu hồi trước đây. Không có gì được ký."
    ),
}
