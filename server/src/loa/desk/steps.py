"""What each button of a bulletin, a session and a proposal does. Views find it by its name."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from loa.broadcast import actions as broadcast
from loa.broadcast import sessions
from loa.bulletins import actions, retention, transcripts
from loa.media import hearings
from loa.orgs.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Step = Callable[[Person, int, QueryDict], object]

_DIGITS: Final = 18
"""Of a bigint, nearly."""


def _approve(person: Person, bulletin_id: int, given: QueryDict) -> object:
    for told in given.getlist("heard"):  # their own word, where no script saw them listen
        if told.isdecimal() and len(told) < _DIGITS:
            hearings.note_heard(person, int(told), is_their_word=True)
    return actions.approve(person, bulletin_id, given.get("digest", ""))


def _return(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return actions.return_(person, bulletin_id, given.get("reason", ""))


def _place(person: Person, bulletin_id: int, given: QueryDict) -> object:
    session = number_in(given, "session")
    return sessions.place_in_session(person, session, bulletin_id, key=key_in(given))


def _drop(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return actions.drop_language(person, bulletin_id, given.get("language", ""))


def _voice(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return actions.drop_recording(person, bulletin_id, given.get("language", ""))


def _phrases(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return actions.use_phrases(person, bulletin_id, given.get("language", ""))


def _confirm(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return actions.confirm_reading(person, bulletin_id, given.getlist("piece"))


def _hold(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return retention.place_hold(person, bulletin_id, given.get("hold-reason", ""))


def _transcribe(person: Person, bulletin_id: int, given: QueryDict) -> object:
    return transcripts.ask_machine(person, bulletin_id, given.get("language", ""))


OF_A_BULLETIN: Final[Mapping[str, tuple[Step, "_StrOrPromise"]]] = {
    "submit": (lambda p, b, _r: actions.submit(p, b), _("Đã gửi duyệt.")),
    "take-back": (lambda p, b, _r: actions.take_back(p, b), _("Đã lấy lại để sửa.")),
    "hear": (lambda p, b, _r: actions.hear(p, b), _("Đang tạo âm thanh để nghe thử.")),
    "confirm-reading": (_confirm, _("Đã xác nhận cách đọc.")),
    "approve": (_approve, _("Đã duyệt.")),
    "return": (_return, _("Đã trả lại cho người soạn.")),
    "withdraw": (lambda p, b, _r: broadcast.withdraw(p, b), _("Đã rút bản tin.")),
    "reword": (lambda p, b, _r: actions.new_version(p, b), _("Đã mở bản mới để sửa.")),
    "place": (_place, _("Đã xếp vào buổi phát.")),
    "drop-language": (_drop, _("Đã bỏ ngôn ngữ này.")),
    "use-phrases": (_phrases, _("Đang ghép từ kho câu.")),
    "hold": (_hold, _("Đã giữ lại âm thanh.")),
    "let-go": (lambda p, b, _r: retention.lift_hold(p, b), _("Đã thôi giữ âm thanh.")),
    "transcribe": (_transcribe, _("Máy đang chép lời. Tải lại trang sau ít phút.")),
    "use-voice": (_voice, _("Đã chuyển sang giọng máy đọc.")),
}

SessionStep = Callable[[Person, int, QueryDict], object]


def _fill(person: Person, session_id: int, given: QueryDict) -> object:
    which = number_in(given, "which")
    return sessions.place_in_session(person, session_id, which, key=key_in(given))


def _move(person: Person, session_id: int, given: QueryDict, *, steps: int) -> object:
    return sessions.move_item(person, session_id, number_in(given, "which"), steps=steps)


def _remove(person: Person, session_id: int, given: QueryDict) -> object:
    return sessions.remove_item(person, session_id, number_in(given, "which"))


OF_A_SESSION: Final[Mapping[str, SessionStep]] = {
    "place": _fill,
    "earlier": partial(_move, steps=-1),
    "later": partial(_move, steps=1),
    "remove": _remove,
}

ProposalStep = Callable[[Person, UUID], object]

OF_A_PROPOSAL: Final[Mapping[str, tuple[ProposalStep, "_StrOrPromise"]]] = {
    "second": (broadcast.second_release, _("Đã xác nhận. Loa sẽ phát ngay.")),
    "drop": (broadcast.drop_proposal, _("Đã bỏ đề nghị.")),
}


def number_in(given: QueryDict, name: str) -> int:
    """Read a number of a form; one that fits nothing when there is none."""
    told = given.get(name, "")
    return int(told) if told.isdecimal() and len(told) < _DIGITS else 0


def key_in(given: QueryDict) -> UUID | None:
    """Read the key that was made with the page, if it is one."""
    try:
        return UUID(given.get("key", ""))
    except ValueError:
        return None
