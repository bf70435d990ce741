"""Words for why a box did not play, or not to the end: what its receipts say.

`loa.web.box_words` has the words for what a box refuses by the rules of the protocol.
"""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "offline": _("Loa không liên lạc được cho đến khi hết hạn phát."),
    "silent": _("Loa đã nhận lệnh nhưng không báo đã phát. Kiểm tra loa tại chỗ."),
    "unfinished": _("Loa bắt đầu phát nhưng không báo phát xong. Kiểm tra nguồn điện và mạng."),
    "cut_short": _("Loa phát thiếu so với độ dài bản tin."),
    "amplifier.failed": _("Loa không bật được tăng âm. Kiểm tra dây và rơ-le của tăng âm."),
    "audio.down": _("Phần âm thanh của thiết bị không chạy. Kiểm tra cạc âm thanh và dây nối."),
    "audio.lost": _("Phần âm thanh của thiết bị dừng giữa chừng. Kiểm tra cạc âm thanh."),
    "audio.unready": _("Phần âm thanh của thiết bị chưa sẵn sàng vào giờ phát."),
    "box.busy": _("Loa đang phát bản tin khác cho đến khi hết hạn."),
    "box.no_place": _("Thiết bị chưa được báo đứng ở đâu. Hãy đăng ký lại thiết bị."),
    "box.off": _("Thiết bị không chạy vào giờ phát. Kiểm tra nguồn điện."),
    "box.restarted": _("Thiết bị khởi động lại khi đang phát. Kiểm tra nguồn điện."),
    "box.silenced": _("Có người đã tắt tiếng thiết bị tại chỗ."),
    "file.disk_full": _("Bộ nhớ của thiết bị đã đầy nên không giữ được âm thanh."),
    "file.missing": _("Thiết bị chưa tải được âm thanh trước giờ phát. Kiểm tra mạng."),
    "file.too_long": _("Tệp âm thanh lớn hơn mức đã ký nên thiết bị bỏ."),
    "file.wrong_digest": _("Tệp âm thanh không đúng bản đã duyệt nên thiết bị không phát."),
    "link.down": _("Thiết bị mất liên lạc với máy chủ."),
    "link.syncing": _("Thiết bị vừa nối lại và đang nhận những gì đã lỡ."),
    "order.no_contact": _("Thiết bị mất liên lạc quá lâu nên không phát bản tin này."),
    "place.moved": _("Thiết bị đã được chuyển sang nơi khác."),
    "play.failed": _("Thiết bị không phát được tệp âm thanh này."),
    "play.interrupted": _("Bản tin bị ngắt giữa chừng."),
    "time.leaps_ahead": _(
        "Máy chủ báo giờ muộn hơn nhiều so với giờ thiết bị đếm được nên thiết bị không tin."
    ),
    "time.runs_back": _("Máy chủ báo giờ sớm hơn giờ thiết bị đã biết nên thiết bị không tin."),
    "time.too_late": _("Câu trả lời về giờ đến quá muộn nên thiết bị hỏi lại. Kiểm tra mạng."),
    "time.wrong_nonce": _("Câu trả lời về giờ không đúng câu thiết bị đã hỏi."),
}
