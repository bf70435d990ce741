"""What the refusals of this app say to people."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "unit.bad_path": _("Mã đơn vị không đúng. Hãy chọn lại đơn vị trong danh sách."),
    "duty.own": _("Không ai tự giao nhiệm vụ cho mình. Hãy nhờ một quản trị viên khác."),
    "duty.bad_period": _(
        "Thời hạn không hợp lệ: ngày bắt đầu không được ở quá khứ và ngày kết thúc phải sau đó."
    ),
    "duty.already_held": _(
        "Người này đã giữ nhiệm vụ đó trong thời gian này. "
        "Hãy chọn ngày khác hoặc kết thúc lần trước."
    ),
    "person.own": _(
        "Không thể khóa, xóa hay đổi tài khoản đang dùng. Hãy nhờ một quản trị viên khác."
    ),
    "person.username_taken": _("Tên đăng nhập đã có người dùng. Hãy chọn tên khác."),
    "village.exists": _("Xã đã có thôn, tổ dân phố cùng tên. Hãy kiểm tra lại danh sách."),
    "unit.unknown_language": _("Không biết ngôn ngữ này. Hãy chọn trong danh sách."),
    "unit.too_many_languages": _("Một nơi chỉ ghi được tối đa %(most)s ngôn ngữ."),
    "units.bad_file": _("Tệp đơn vị có lỗi. Hãy sửa các dòng được nêu rồi nhập lại."),
}
