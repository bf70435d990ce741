"""Words for what a box, or the signer, refuses: the codes of `loa_protocol`.

They come back in receipts, so an operator reads them on the page that shows
what each loudspeaker did, and a technician acts on them.
"""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "order.not_for_this_place": _("Lệnh dành cho địa bàn hoặc cụm loa khác."),
    "order.expired": _("Lệnh đến sau khi hết hạn nên loa không phát."),
    "order.from_the_future": _(
        "Giờ của lệnh sớm hơn giờ của loa. Kiểm tra đồng hồ máy chủ và đồng hồ loa."
    ),
    "order.lives_too_long": _("Hạn của lệnh dài hơn mức cho phép. Hãy phát lại với hạn ngắn hơn."),
    "order.already_held": _("Loa đã nhận lệnh này rồi và chỉ phát một lần."),
    "order.superseded": _("Loa đã có bản mới hơn."),
    "order.cancelled": _("Lệnh đã bị thu hồi trước khi đến loa."),
    "order.bad_shape": _("Nội dung lệnh tự mâu thuẫn. Hãy soạn và phát lại."),
    "order.kind_not_served": _("Loa này không phục vụ loại lệnh đó."),
    "order.may_not_cancel": _("Chỉ nơi ra lệnh hoặc cấp trên mới được thu hồi lệnh."),
    "message.not_canonical": _("Bản tin điện không đúng dạng đã thống nhất nên bị bỏ."),
    "message.bad_message": _("Nội dung bản tin điện không đọc được nên bị bỏ."),
    "message.unknown_version": _("Bên gửi dùng phiên bản mới hơn. Hãy nâng cấp phần mềm bên nhận."),
    "message.must_understand": _(
        "Bản tin điện có phần bắt buộc mà bên nhận chưa biết. Hãy nâng cấp phần mềm."
    ),
    "message.bad_envelope": _("Dữ liệu nhận được không phải bản tin điện của Loa."),
    "message.bad_signature": _("Chữ ký không đúng nên loa không phát. Báo ngay người quản trị."),
    "message.bad_key": _("Khóa không đọc được. Hãy sao chép lại cho đủ."),
    "message.not_for_this_box": _("Bản tin điện gửi cho thiết bị khác."),
    "place.not_yet": _(
        "Nơi đứng mới của thiết bị chỉ có hiệu lực về sau nên thiết bị chưa nhận. "
        "Kiểm tra đồng hồ máy chủ."
    ),
    "programme.bad_timetable": _("Chương trình tự mâu thuẫn. Hãy xếp lại buổi phát."),
    "clock.not_fresh": _("Loa chưa chắc giờ đúng nên không phát. Kiểm tra mạng và đồng hồ loa."),
    "enrolment.bad_code": _("Mã lắp đặt gõ chưa đúng. Hãy so lại từng nhóm chữ."),
    "enrolment.wrong_root": _(
        "Máy chủ này không phải nơi cấp mã. Dừng lắp đặt và báo người quản trị."
    ),
    "trust.unknown_key": _("Loa không biết khóa đã ký. Kiểm tra việc ủy quyền của đơn vị."),
    "trust.not_valid_now": _("Ủy quyền chưa có hiệu lực hoặc đã hết hạn. Hãy gia hạn ủy quyền."),
    "trust.revoked": _("Khóa đã ký lệnh đã bị thu hồi."),
    "trust.revocations_stale": _("Danh sách thu hồi trên loa đã cũ nên loa không dám phát."),
    "trust.out_of_area": _("Khóa đã ký không được ủy quyền cho địa bàn này."),
    "trust.out_of_class": _("Khóa đã ký không được phép ra lệnh ở mức khẩn này."),
    "trust.wrong_role": _("Khóa này dùng cho việc khác."),
    "trust.already_succeeded": _(
        "Khóa gốc cũ đã chỉ định khóa gốc kế tiếp nên loa không nhận khóa gốc thứ hai. "
        "Báo ngay người quản trị: có thể khóa gốc cũ đã bị sao chép."
    ),
    "trust.older": _("Loa đã có bản này hoặc bản mới hơn."),
}
