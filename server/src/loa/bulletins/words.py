"""Words for the refusals of writing, approving and programming."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "product.unknown_topic": _(
        "Lĩnh vực “%(topic)s” không có trong danh mục. Hãy chọn lĩnh vực khác."
    ),
    "product.bad_topics": _("Dòng %(line)s của danh mục lĩnh vực sai: %(why)s. Chưa thay đổi gì."),
    "retention.bad_years": _(
        "Thời hạn lưu là từ 1 đến %(most)s năm. Để trống nghĩa là lưu mãi mãi."
    ),
    "retention.needs_reason": _(
        "Hãy ghi vì sao phải giữ lại, không quá %(longest)s ký tự, rồi gửi lần nữa."
    ),
    "text.bad": _("Máy không đọc được văn bản này. Hãy viết lại bằng chữ thường."),
    "text.too_long": _(
        "Văn bản dài %(length)s ký tự, quá mức %(limit)s. Hãy rút gọn hoặc tách thành hai bản tin."
    ),
    "text.empty": _("Chưa có chữ nào để đọc. Hãy viết nội dung bản tin."),
    "text.markup": _("Văn bản có mã đánh dấu “%(found)s” mà máy không đọc được. Hãy xóa mã đó đi."),
    "text.picture": _("Văn bản có hình “%(found)s” mà máy không đọc được. Hãy thay bằng chữ."),
    "text.turning_mark": _(
        "Sau chỗ “%(near)s” có dấu ẩn đảo chiều chữ (%(mark)s). Hãy xóa và gõ lại đoạn đó."
    ),
    "text.hidden_mark": _(
        "Sau chỗ “%(near)s” có ký tự ẩn không đọc được (%(mark)s). Hãy xóa và gõ lại đoạn đó."
    ),
    "bulletin.reading_doubted": _(
        "Chưa ai xác nhận “%(written)s” được đọc là “%(spoken)s” (%(language)s). Hãy xem từng chỗ "
        "rồi xác nhận, hoặc viết lại cho rõ."
    ),
    "bulletin.reading_changed": _(
        "Chưa chọn chỗ nào, hoặc nội dung vừa đổi. Hãy xem lại từng chỗ rồi xác nhận."
    ),
    "transcript.not_needed": _(
        "Không cần chép lời: nội dung đã có chữ, hoặc không phải bản ghi âm của người. Hãy xem lại."
    ),
    "transcript.nothing_to_hear": _(
        "Âm thanh chưa nghe được nên chưa chép lời được. Hãy đợi xử lý xong rồi thử lại."
    ),
    "transcript.no_such_machine": _(
        "Máy chỉ chép được tiếng Việt. Hãy nhờ người nghe được tiếng này gõ bản chép lời."
    ),
    "transcript.confirmed": _(
        "Bản chép lời đã có người xác nhận nên không nhờ máy nữa. Hãy sửa thẳng bản đó."
    ),
    "transcript.overtaken": _(
        "Người khác vừa xác nhận bản chép khác. Hãy mở lại trang, đọc bản đó rồi mới sửa."
    ),
    "transcript.no_words": _("Bản chép lời còn trống. Hãy gõ những gì nghe được rồi xác nhận."),
    "transcript.too_many_words": _(
        "Bản chép dài %(length)s ký tự, quá mức %(limit)s. Hãy chỉ gõ những gì nghe được."
    ),
    "bulletin.own_work": _("Bạn đã tham gia soạn bản tin này, nên người khác phải duyệt."),
    "bulletin.digest_changed": _(
        "Bản tin đã đổi sau khi bạn mở trang này. Hãy nghe và đọc lại bản mới rồi hãy duyệt."
    ),
    "bulletin.sound_not_ready": _(
        "Âm thanh %(language)s đang được tạo. Hãy chờ ít phút, tải lại trang rồi nghe trước."
    ),
    "bulletin.sound_refused": _(
        "Âm thanh %(language)s bị hỏng, không dùng được. Người soạn cần ghi âm lại hoặc tải tệp "
        "khác lên, rồi gửi lại."
    ),
    "bulletin.not_heard": _(
        "Bản %(language)s do giọng máy đọc, dễ đọc sai. Hãy nghe hết từ đầu đến cuối rồi hãy duyệt."
    ),
    "bulletin.loose_parts": _(
        "Các đoạn của chương trình %(language)s đã đổi mà chưa ghép lại. Hãy mở “Dựng chương trình”"
        " và bấm Ghép, hoặc chọn âm thanh khác."
    ),
    "bulletin.nothing_to_say": _(
        "Bản tin chưa có nội dung. Hãy viết, ghi âm hoặc tải âm thanh lên."
    ),
    "bulletin.needs_sound": _(
        "Chưa có giọng đọc %(language)s. Hãy ghi âm hoặc tải âm thanh của ngôn ngữ này lên."
    ),
    "bulletin.too_many_languages": _(
        "Một bản tin có nhiều nhất %(most)s ngôn ngữ. Hãy bỏ bớt, hoặc viết thêm một bản tin nữa."
    ),
    "bulletin.unit_gone": _(
        "Đơn vị này không còn nữa (đã sáp nhập). Hãy chọn đơn vị mới, hoặc hỏi người quản trị."
    ),
    "bulletin.needs_reason": _(
        "Hãy ghi lý do trả lại (không quá %(longest)s ký tự) để người soạn biết cần sửa gì."
    ),
    "session.bad_window": _(
        "Giờ kết thúc phải sau giờ bắt đầu, trong cùng ngày, và buổi phát dài nhất %(hours)s giờ."
    ),
    "session.past": _(
        "Buổi phát này đã bắt đầu hoặc đã qua nên không sửa được nữa. Hãy chọn một buổi sắp tới."
    ),
    "session.hour_past": _(
        "Giờ này đã qua. Hãy chọn giờ sau %(now)s hôm nay, hoặc một ngày sắp tới."
    ),
    "session.too_far_ahead": _("Ngày này xa quá %(days)s ngày. Hãy kiểm tra lại ngày phát."),
    "session.at_night": _(
        "Không mở buổi phát trong giờ yên tĩnh ban đêm (%(night)s). Hãy chọn giờ ban ngày; "
        "tin khẩn cấp thì cho phát ngay."
    ),
    "session.overlap": _(
        "Giờ này trùng với “%(name)s” (%(hours)s). Hãy chọn giờ khác, hoặc xếp tin vào buổi đó."
    ),
    "session.does_not_fit": _(
        "Không đủ chỗ: cần %(needed_s)s giây nhưng buổi phát chỉ có %(window_s)s giây, "
        "thừa %(over_s)s giây. Hãy bỏ bớt tin, rút ngắn bản tin, hoặc chọn buổi dài hơn."
    ),
    "session.robot_off": _(
        "Bản tin do giọng máy đọc, mà đơn vị chưa bật giọng máy cho buổi phát. Hãy ghi âm, hoặc nhờ"
        " lãnh đạo bật."
    ),
    "session.too_many_items": _("Một buổi phát có nhiều nhất %(most)s mục. Hãy xếp vào buổi khác."),
    "session.not_of_this_unit": _(
        "Bản tin này không dành cho xã của bạn. Hãy chọn bản tin của xã hoặc của cấp trên."
    ),
    "session.no_such_place": _(
        "Mục này vừa được người khác dời hoặc bỏ. Hãy tải lại trang rồi xem lại."
    ),
}
