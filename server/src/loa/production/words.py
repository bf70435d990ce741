"""Words for what production may be refused for."""

from typing import Final

from django.utils.translation import gettext_lazy as _

WORDS: Final = {
    "given.closed": _(
        "Đường dẫn này không dùng được. Hãy hỏi cán bộ truyền thanh để có đường dẫn mới."
    ),
    "given.bad_days": _("Số ngày phải từ 1 đến %(most)s."),
    "given.needs_consent": _("Hãy đánh dấu đồng ý thì chúng tôi mới nhận được."),
    "given.needs_name": _("Hãy ghi họ tên, không quá %(longest)s ký tự."),
    "given.nothing": _("Hãy viết nội dung, ghi âm hoặc chọn tệp âm thanh."),
    "given.needs_reason": _("Hãy ghi lý do từ chối, không quá %(longest)s ký tự."),
    "plan.cannot_make": _("Người này không có nhiệm vụ soạn tin ở đơn vị. Hãy chọn người khác."),
    "plan.bad_due": _("Hạn phải từ hôm nay đến một năm tới. Hãy chọn ngày khác."),
    "plan.needs_title": _("Hãy đặt tên, không quá %(longest)s ký tự."),
    "plan.needs_reason": _("Hãy ghi lý do bỏ, không quá %(longest)s ký tự."),
    "royalty.bad_rates": _("Bảng định mức sai: ngày hết hiệu lực phải sau ngày bắt đầu."),
    "royalty.rates_overlap": _(
        "Bảng có hai định mức cho cùng thể loại và vai trò (%(kind)s, %(role)s). Hãy bỏ một dòng."
    ),
    "royalty.tables_overlap": _(
        "Đã có bảng định mức khác áp dụng từ %(since)s trùng ngày với bảng này. Hãy chọn ngày khác."
    ),
    "royalty.no_rates": _("Bảng chưa có định mức nào. Hãy ghi ít nhất một dòng."),
    "royalty.bad_amount": _("Mức tiền phải lớn hơn 0 và không quá %(most)s đồng."),
    "royalty.bad_line": _(
        "Dòng %(line)s không đọc được. Viết: thể loại; vai trò; tin hoặc phút; số tiền."
    ),
    "royalty.bad_shares": _(
        "Phần của vai trò %(role)s cộng lại là %(percent)s %%, phải đúng 100 %%. Hãy chia lại."
    ),
}
