"""What the audit log says to people: one table, from the code of an action to a sentence.

`who` is the person, or "Hệ thống"; `what` is the thing, by its name where it has
one. A test finds every action that is recorded anywhere and has no words here.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Said(NamedTuple):
    """An action in words: a few for choosing it in a list, and a whole sentence."""

    title: "_StrOrPromise"
    sentence: "_StrOrPromise"


SAID: Final[Mapping[str, Said]] = {
    "person.added": Said(_("Mở tài khoản"), _("%(who)s mở tài khoản cho %(what)s.")),
    "person.password_given": Said(_("Cấp mật khẩu"), _("%(who)s cấp mật khẩu mới cho %(what)s.")),
    "person.password_changed": Said(_("Đổi mật khẩu"), _("%(who)s đổi mật khẩu của mình.")),
    "person.password_chosen": Said(
        _("Tự đặt mật khẩu"), _("%(who)s tự đặt mật khẩu thay mật khẩu đầu.")
    ),
    "person.second_step_set_up": Said(
        _("Cài bước thứ hai"), _("%(who)s cài bước đăng nhập thứ hai.")
    ),
    "person.second_step_forgotten": Said(
        _("Bỏ bước thứ hai"), _("%(who)s cho %(what)s cài lại bước thứ hai.")
    ),
    "person.spare_codes_renewed": Said(_("Tạo mã dự phòng"), _("%(who)s tạo bộ mã dự phòng mới.")),
    "person.deactivated": Said(_("Khóa tài khoản"), _("%(who)s khóa tài khoản của %(what)s.")),
    "person.reactivated": Said(_("Mở lại tài khoản"), _("%(who)s mở lại tài khoản của %(what)s.")),
    "person.moved": Said(
        _("Chuyển tài khoản"), _("%(who)s chuyển tài khoản của %(what)s sang đơn vị mới.")
    ),
    "person.erased": Said(
        _("Xóa tên"), _("%(who)s xóa tên của một người; mã số còn lại là %(what)s.")
    ),
    "duty.granted": Said(_("Giao nhiệm vụ"), _("%(who)s giao nhiệm vụ cho %(what)s.")),
    "duty.ended": Said(_("Kết thúc nhiệm vụ"), _("%(who)s kết thúc một nhiệm vụ của %(what)s.")),
    "unit.added": Said(_("Thêm thôn"), _("%(who)s thêm đơn vị %(what)s.")),
    "unit.languages_set": Said(
        _("Ghi ngôn ngữ"), _("%(who)s ghi ngôn ngữ của bà con ở đơn vị %(what)s.")
    ),
    "unit.closed": Said(_("Đóng thôn"), _("%(who)s đóng đơn vị %(what)s.")),
    "units.imported": Said(_("Nhập đơn vị"), _("%(who)s nhập danh mục đơn vị hành chính.")),
    "bulletin.written": Said(_("Soạn bản tin"), _("%(who)s soạn bản tin số %(what)s.")),
    "bulletin.submitted": Said(_("Gửi duyệt"), _("%(who)s gửi duyệt bản tin số %(what)s.")),
    "bulletin.approved": Said(_("Duyệt bản tin"), _("%(who)s duyệt bản tin số %(what)s.")),
    "bulletin.returned": Said(_("Trả lại bản tin"), _("%(who)s trả lại bản tin số %(what)s.")),
    "bulletin.released": Said(_("Cho phát bản tin"), _("%(who)s cho phát bản tin số %(what)s.")),
    "bulletin.withdrawn": Said(_("Rút bản tin"), _("%(who)s rút bản tin số %(what)s.")),
    "bulletin.changed": Said(_("Sửa bản tin"), _("%(who)s sửa bản tin số %(what)s.")),
    "bulletin.reading_confirmed": Said(
        _("Xác nhận cách đọc"), _("%(who)s xác nhận cách đọc trong bản tin số %(what)s.")
    ),
    "bulletin.transcript_asked": Said(
        _("Nhờ máy chép lời"), _("%(who)s nhờ máy chép lời bản ghi của bản tin số %(what)s.")
    ),
    "bulletin.transcript_confirmed": Said(
        _("Xác nhận bản chép lời"), _("%(who)s xác nhận bản chép lời của bản tin số %(what)s.")
    ),
    "bulletin.arranged": Said(
        _("Dựng chương trình"), _("%(who)s sửa các đoạn của bản tin số %(what)s.")
    ),
    "bulletin.classified": Said(
        _("Phân loại bản tin"), _("%(who)s phân loại bản tin số %(what)s.")
    ),
    "retention.set": Said(
        _("Ghi thời hạn lưu"), _("%(who)s ghi thời hạn lưu âm thanh số %(what)s.")
    ),
    "retention.ended": Said(
        _("Bỏ thời hạn lưu"), _("%(who)s bỏ thời hạn lưu âm thanh số %(what)s.")
    ),
    "bulletin.held": Said(
        _("Giữ lại âm thanh"), _("%(who)s giữ lại âm thanh của bản tin số %(what)s.")
    ),
    "bulletin.let_go": Said(
        _("Thôi giữ âm thanh"), _("%(who)s thôi giữ âm thanh của bản tin số %(what)s.")
    ),
    "bulletin.sounds_removed": Said(
        _("Xóa âm thanh hết hạn"),
        _("%(who)s xóa âm thanh đã hết thời hạn lưu của bản tin số %(what)s."),
    ),
    "topic.imported": Said(_("Nhập lĩnh vực"), _("%(who)s nhập lĩnh vực số %(what)s.")),
    "bulletin.credited": Said(
        _("Ghi người tham gia"), _("%(who)s ghi người tham gia bản tin số %(what)s.")
    ),
    "rates.in_force": Said(
        _("Ban hành định mức"), _("%(who)s ban hành bảng định mức nhuận bút số %(what)s.")
    ),
    "plan.added": Said(_("Lập kế hoạch"), _("%(who)s thêm việc số %(what)s vào kế hoạch.")),
    "plan.changed": Said(_("Sửa kế hoạch"), _("%(who)s sửa việc số %(what)s trong kế hoạch.")),
    "plan.begun": Said(_("Bắt đầu làm"), _("%(who)s bắt đầu làm việc số %(what)s của kế hoạch.")),
    "plan.dropped": Said(_("Bỏ khỏi kế hoạch"), _("%(who)s bỏ việc số %(what)s khỏi kế hoạch.")),
    "giving.opened": Said(
        _("Tạo đường dẫn để gửi"), _("%(who)s tạo đường dẫn để gửi bài số %(what)s.")
    ),
    "giving.closed": Said(
        _("Thu hồi đường dẫn"), _("%(who)s thu hồi đường dẫn để gửi bài số %(what)s.")
    ),
    "contribution.given": Said(_("Nhận đóng góp"), _("%(who)s nhận đóng góp số %(what)s.")),
    "contribution.taken": Said(
        _("Dùng đóng góp"), _("%(who)s lập bản nháp từ đóng góp số %(what)s.")
    ),
    "contribution.declined": Said(
        _("Từ chối đóng góp"), _("%(who)s từ chối đóng góp số %(what)s.")
    ),
    "contribution.forgotten": Said(_("Xóa đóng góp"), _("%(who)s xóa đóng góp số %(what)s.")),
    "bulletin.taken_back": Said(_("Lấy lại bản tin"), _("%(who)s lấy lại bản tin số %(what)s.")),
    "bulletin.reworded": Said(_("Mở bản mới"), _("%(who)s mở bản mới của bản tin số %(what)s.")),
    "release.proposed": Said(
        _("Đề nghị cho phát"), _("%(who)s đề nghị cho phát, cần người thứ hai: số %(what)s.")
    ),
    "release.dropped": Said(_("Bỏ đề nghị"), _("%(who)s bỏ đề nghị cho phát số %(what)s.")),
    "session.opened": Said(_("Mở buổi phát"), _("%(who)s mở buổi phát số %(what)s.")),
    "session.placed": Said(
        _("Xếp vào buổi phát"), _("%(who)s xếp một bản tin vào buổi phát số %(what)s.")
    ),
    "session.reordered": Said(
        _("Đổi thứ tự"), _("%(who)s đổi thứ tự trong buổi phát số %(what)s.")
    ),
    "session.removed": Said(
        _("Bỏ khỏi buổi phát"), _("%(who)s bỏ một bản tin khỏi buổi phát số %(what)s.")
    ),
    "session.dropped": Said(_("Bỏ buổi phát"), _("%(who)s bỏ buổi phát số %(what)s.")),
    "programme.signed": Said(_("Ký chương trình"), _("%(who)s ký chương trình %(what)s.")),
    "order.released": Said(_("Phát lệnh"), _("%(who)s phát lệnh %(what)s.")),
    "order.cancelled": Said(_("Hủy lệnh phát"), _("%(who)s hủy lệnh phát %(what)s.")),
    "phrase.recorded": Said(_("Ghi kho câu"), _("%(who)s ghi câu số %(what)s vào kho câu.")),
    "phrase.taken_out": Said(_("Bỏ khỏi kho câu"), _("%(who)s bỏ câu số %(what)s khỏi kho câu.")),
    "sound.exported": Said(_("Xuất âm thanh"), _("%(who)s xuất âm thanh số %(what)s.")),
    "sound.joined": Said(_("Ghép âm thanh"), _("%(who)s ghép âm thanh số %(what)s.")),
    "sound.asked": Said(_("Yêu cầu đọc"), _("%(who)s yêu cầu máy đọc một văn bản.")),
    "sound.taken": Said(_("Nhận âm thanh"), _("%(who)s gửi lên một tệp âm thanh.")),
    "dictionary.added": Said(
        _("Thêm từ vào từ điển đọc"), _("%(who)s thêm từ số %(what)s vào từ điển đọc.")
    ),
    "dictionary.changed": Said(_("Sửa từ điển đọc"), _("%(who)s sửa cách đọc của từ số %(what)s.")),
    "dictionary.removed": Said(
        _("Bỏ từ khỏi từ điển đọc"), _("%(who)s bỏ từ số %(what)s khỏi từ điển đọc.")
    ),
    "sound.ready": Said(_("Âm thanh xong"), _("%(who)s làm xong âm thanh số %(what)s.")),
    "sound.refused": Said(_("Âm thanh hỏng"), _("%(who)s từ chối âm thanh số %(what)s.")),
    "sound.heard": Said(_("Nghe hết âm thanh"), _("%(who)s đã nghe hết âm thanh số %(what)s.")),
    "robot.switched_on": Said(
        _("Bật giọng máy"), _("%(who)s bật giọng máy cho các buổi phát của đơn vị.")
    ),
    "robot.switched_off": Said(
        _("Tắt giọng máy"), _("%(who)s tắt giọng máy cho các buổi phát của đơn vị.")
    ),
    "voice.brought": Said(_("Đưa giọng đọc vào"), _("%(who)s đưa vào giọng đọc số %(what)s.")),
    "voice.installed": Said(
        _("Cài giọng đọc"), _("%(who)s chấp nhận giấy phép và cài giọng đọc số %(what)s.")
    ),
    "voice.removed": Said(_("Gỡ giọng đọc"), _("%(who)s gỡ giọng đọc số %(what)s.")),
    "station.added": Said(_("Thêm đài"), _("%(who)s thêm đài truyền thanh số %(what)s.")),
    "cluster.added": Said(_("Thêm cụm loa"), _("%(who)s thêm cụm loa số %(what)s.")),
    "cluster.volume_set": Said(
        _("Chỉnh âm lượng"), _("%(who)s chỉnh âm lượng cụm loa số %(what)s.")
    ),
    "cluster.files_set": Said(
        _("Chọn bản âm thanh"), _("%(who)s chọn bản âm thanh cho cụm loa số %(what)s.")
    ),
    "cluster.followed": Said(
        _("Cụm loa theo đơn vị mới"), _("%(who)s chuyển cụm loa số %(what)s theo đơn vị mới.")
    ),
    "enrolment.code_made": Said(_("Tạo mã lắp đặt"), _("%(who)s tạo mã lắp đặt số %(what)s.")),
    "enrolment.code_withdrawn": Said(_("Hủy mã lắp đặt"), _("%(who)s hủy mã lắp đặt số %(what)s.")),
    "enrolment.code_used_twice": Said(
        _("Mã lắp đặt dùng lại"), _("Mã lắp đặt %(what)s bị dùng lần thứ hai.")
    ),
    "box.enrolled": Said(_("Đăng ký thiết bị"), _("%(who)s đăng ký thiết bị %(what)s.")),
    "box.moved": Said(_("Chuyển thiết bị"), _("%(who)s chuyển thiết bị %(what)s sang nơi khác.")),
    "box.revoked": Said(_("Thu hồi thiết bị"), _("%(who)s thu hồi thiết bị %(what)s.")),
    "key.made": Said(_("Tạo khóa ký"), _("%(who)s tạo khóa ký %(what)s.")),
    "key.delegated": Said(_("Ủy quyền khóa ký"), _("%(who)s ủy quyền cho khóa ký %(what)s.")),
    "key.revoked": Said(_("Thu hồi khóa ký"), _("%(who)s thu hồi khóa ký %(what)s.")),
    "root.adopted": Said(_("Nhận khóa gốc"), _("%(who)s nhận khóa gốc %(what)s.")),
    "root.changed": Said(_("Đổi khóa gốc"), _("%(who)s đổi sang khóa gốc %(what)s.")),
}


def sentence(action: str, *, who: str, what: str) -> str:
    """Say what happened; an action without words is said by its code."""
    if action not in SAID:
        return f"{who}: {action} {what}"
    return str(SAID[action].sentence) % {"who": who, "what": what}
