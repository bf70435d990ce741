"""Words for what sound may be refused for: each says what to do next."""

from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal

from loa.media.refusals import NotReady, SoundRemoved

WORDS: Final = {
    "dictionary.bad": _("Không đưa được từ này vào từ điển. Hãy viết lại."),
    "dictionary.too_long": _("Dài quá %(limit)s ký tự. Từ điển chỉ dành cho tên và chữ viết tắt."),
    "dictionary.no_word": _(
        "“%(written)s” phải bắt đầu bằng chữ hoặc số và có ít nhất một chữ cái."
    ),
    "dictionary.figures": _(
        "Cách đọc “%(spoken)s” còn chữ số, mỗi giọng đọc một kiểu. Hãy viết số bằng chữ."
    ),
    "dictionary.number": _(
        "“%(spoken)s” không đọc đúng số viết trong “%(written)s”. Hãy viết đúng số đó bằng chữ."
    ),
    "dictionary.loops": _(
        "Cách đọc này dẫn vòng về chính “%(written)s” (qua “%(through)s”). Hãy viết hẳn ra lời."
    ),
    "dictionary.there": _("Đơn vị đã có từ “%(written)s”. Hãy sửa từ đó thay vì thêm lần nữa."),
    "dictionary.full": _(
        "Từ điển của đơn vị đã đủ %(most)s từ. Hãy bỏ bớt từ không còn dùng rồi thêm."
    ),
    "media.refused": _("Không dùng được âm thanh này. Hãy thử tệp khác hoặc ghi âm lại."),
    "media.empty_file": _("Tệp này trống, không có gì bên trong. Hãy chọn lại tệp âm thanh."),
    "media.not_sound": _(
        "Đây không phải tệp âm thanh mà hệ thống đọc được. Hãy dùng mp3, m4a, wav, ogg, flac, webm"
        " hoặc video có tiếng."
    ),
    "media.no_sound_track": _("Video này không có tiếng. Hãy chọn video khác hoặc ghi âm."),
    "media.truncated": _("Tệp bị thiếu phần cuối, có thể do tải lên dở dang. Hãy gửi lại tệp gốc."),
    "media.damaged": _("Tệp bị hỏng ở giữa, nghe sẽ bị mất tiếng. Hãy gửi lại tệp gốc."),
    "media.too_big": _("Tệp quá lớn. Hãy gửi tệp nhỏ hơn, ví dụ chuyển sang mp3 hoặc m4a."),
    "media.too_long": _(
        "Âm thanh dài quá 60 phút. Hãy cắt thành nhiều bản tin ngắn rồi gửi từng phần."
    ),
    "media.too_short": _("Âm thanh quá ngắn, chưa kịp nghe đã hết. Hãy ghi âm lại."),
    "media.too_quiet": _(
        "Không nghe thấy tiếng nói: âm thanh im lặng hoặc quá nhỏ. Hãy ghi lại, nói gần micrô hơn."
    ),
    "media.too_hard": _("Hệ thống không đọc nổi tệp này. Hãy chuyển tệp sang mp3 hoặc ghi âm lại."),
    "media.could_not_make": _(
        "Máy chủ gặp trục trặc khi xử lý âm thanh. Hãy gửi lại; nếu vẫn lỗi, báo người quản trị."
    ),
    "media.language_not_spoken": _(
        "Chưa có giọng đọc cho ngôn ngữ này. Hãy nhờ người nói được tiếng đó ghi âm."
    ),
    "media.voice_not_here": _("Giọng đọc này không còn trên máy chủ. Hãy chọn giọng khác."),
    "media.speech_failed": _(
        "Giọng đọc không đọc được văn bản này. Hãy viết lại cho đơn giản hơn hoặc ghi âm."
    ),
    "phrase.missing": _(
        "Kho câu còn thiếu: %(missing)s. Hãy ghi âm những từ này vào kho câu rồi ghép lại."
    ),
    "phrase.bad": _("Một câu trong kho phải có chữ và không quá %(most)s từ. Hãy sửa lại."),
    "arrangement.bad": _("Không ghép được chương trình như vậy. Hãy xem lại đoạn %(part)s."),
    "arrangement.empty": _("Chương trình chưa có đoạn nào. Hãy thêm ít nhất một đoạn."),
    "arrangement.too_many_parts": _("Một chương trình có nhiều nhất %(most)s đoạn. Hãy bỏ bớt."),
    "arrangement.part_gone": _(
        "Âm thanh của đoạn %(part)s không còn, hoặc chưa xử lý xong. Hãy đợi, hoặc chọn đoạn khác."
    ),
    "arrangement.bad_trim": _(
        "Đoạn %(part)s cắt sai: điểm đầu phải trước điểm cuối và nằm trong âm thanh."
    ),
    "arrangement.bad_fade": _("Đoạn %(part)s: to dần và nhỏ dần dài hơn cả đoạn. Hãy giảm bớt."),
    "arrangement.bad_gap": _("Đoạn %(part)s: khoảng lặng phải từ 0 đến 60 giây."),
    "arrangement.bad_level": _(
        "Đoạn %(part)s: mức âm lượng phải từ %(lowest)s đến %(highest)s dB."
    ),
    "arrangement.too_long": _(
        "Chương trình dài %(minutes)s phút, quá mức %(limit)s phút. Hãy cắt bớt."
    ),
    "media.speech_service": _(
        "Dịch vụ giọng đọc không trả lời được. Hãy thử lại sau, ghi âm, hoặc báo người quản trị."
    ),
    "media.no_scribe": _(
        "Máy chủ chưa cài phần chép lời. Hãy nghe rồi tự gõ bản chép, hoặc báo người quản trị."
    ),
    "media.nothing_heard": _(
        "Máy không nghe ra lời nào (có thể là nhạc, quá ồn, hoặc tiếng khác). Hãy nghe rồi tự gõ."
    ),
    "media.could_not_transcribe": _(
        "Máy không chép được bản ghi này. Hãy nghe rồi tự gõ, hoặc nhờ máy chép lần nữa."
    ),
    "voice.refused": _("Không nhận gói giọng đọc này. Hãy xin gói khác từ nơi làm ra giọng."),
    "voice.not_a_pack": _(
        "Tệp này không phải gói giọng đọc (%(why)s). Gói là tệp zip có manifest.json, model.onnx,"
        " model.onnx.json và LICENSE."
    ),
    "voice.no_licence": _(
        "Gói không kèm giấy phép, nên không được dùng. Hãy xin gói có tệp LICENSE và ghi rõ giấy"
        " phép trong manifest.json."
    ),
    "voice.unknown_language": _(
        "Gói ghi ngôn ngữ “%(language)s” mà hệ thống không biết. Hãy sửa mã ngôn ngữ, ví dụ “vi”."
    ),
    "voice.climbs_out": _(
        "Gói có tệp “%(path)s” muốn ghi ra ngoài thư mục của nó. Đừng dùng gói này."
    ),
    "voice.unexpected_file": _(
        "Gói có tệp lạ, trùng, không đọc được, hoặc thiếu tệp “%(file)s”. Hãy đóng gói lại."
    ),
    "voice.too_big": _(
        "Gói quá lớn (“%(file)s”, tối đa %(mib)s MiB), có thể nhằm làm đầy đĩa. Hãy dùng gói khác."
    ),
    "voice.wrong_checksum": _(
        "Tệp “%(file)s” không khớp mã kiểm tra: gói bị hỏng hoặc bị sửa. Hãy tải lại từ nguồn."
    ),
    "voice.not_a_model": _(
        "Đã thử nhưng giọng này không nói được (%(why)s). Hãy dùng gói giọng kiểu Piper một giọng."
    ),
    "voice.other_content": _(
        "Đã có một giọng khác tên “%(name)s”. Hãy gỡ giọng cũ trước, hoặc đổi tên trong gói mới."
    ),
    "media.removed": _(
        "Âm thanh này đã hết thời hạn lưu và đã được xóa; chữ, kết quả phát và số liệu vẫn còn."
        " Muốn phát lại, hãy ghi âm hoặc tải tệp lên lần nữa."
    ),
    "media.not_ready": _("Âm thanh chưa nghe được. Hãy đợi hệ thống xử lý xong rồi thử lại."),
}

STATUS: Final[dict[type[Refusal], HTTPStatus]] = {
    NotReady: HTTPStatus.CONFLICT,
    SoundRemoved: HTTPStatus.GONE,
}
