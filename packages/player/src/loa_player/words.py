"""What `loa-player` says to the person at the box. Vietnamese first."""

from collections.abc import Mapping
from typing import Final

from loa_protocol.errors import Refusal

WORDS: Final[Mapping[str, str]] = {
    "enrolment.bad_code": "Mã lắp đặt chưa đúng. Hãy gõ lại, gồm cả ký tự cuối cùng. "
    "(The code was not typed right.)",
    "enrolment.wrong_root": "Máy chủ này không phải nơi đã cấp mã. Kiểm tra lại địa chỉ. "
    "(This is not the site that the code is from.)",
    "enrolment.no_answer": "Không liên lạc được với máy chủ. Kiểm tra mạng và địa chỉ. "
    "(The server cannot be reached.)",
    "enrolment.refused": "Máy chủ không nhận mã này: có thể mã đã dùng hoặc đã hết hạn. "
    "Hãy xin mã mới. (The server did not take the code: it may have been used, or run out.)",
    "enrolment.incomplete": "Máy chủ chưa cho biết thiết bị này đặt ở đâu. Hãy gán cụm loa rồi thử "
    "lại. (The server does not say where this box stands.)",
    "link.needs_tls": "Ngoài máy này chỉ dùng địa chỉ https:// và mqtts://. "
    "(Outside this machine only https:// and mqtts:// will do.)",
    "box.not_enrolled": "Thiết bị chưa được đăng ký. Chạy: loa-player enrol ĐỊA-CHỈ MÃ "
    "(Not enrolled yet.)",
    "box.not_running": "Thiết bị không chạy. Chạy: loa-player run (The box does not run.)",
    "box.unknown_sink": "Không có đầu ra âm thanh tên như vậy. Dùng: aplay, pacat, pw-cat, null, "
    "pipe:… (There is no sink of that name.)",
    "box.unknown_amplifier": "Không có cách bật tăng âm tên như vậy. Dùng: none, "
    "serial:/dev/ttyUSB0, gpio:/dev/gpiochip0:17 (There is no amplifier of that name.)",
    "store.unknown_schema": "Bộ nhớ của thiết bị do phần mềm mới hơn ghi. Cập nhật phần mềm, hoặc "
    "hạ bằng chính phần mềm mới: loa-player schema --to SỐ. "
    "(Newer software wrote the box's memory.)",
}


def sentence(refusal: Refusal) -> str:
    """Return what to tell the person, with the facts behind it for whoever helps them."""
    told = WORDS.get(refusal.code, "Không thực hiện được. (It could not be done.)")
    return f"{told} [{refusal}]"
