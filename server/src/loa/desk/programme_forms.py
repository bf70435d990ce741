"""What somebody fills in to put a programme together. Seconds on the page, milliseconds inside."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.bulletins.programmes import LONGEST_TITLE, Cut, Sent
from loa.desk.forms import RECORDED_HERE, MusicField, UploadField
from loa.domain.arrangement import HIGHEST_DB, LONGEST_MS, LOWEST_DB

if TYPE_CHECKING:
    from decimal import Decimal

TIMES: Final = ("from_ms", "to_ms", "fade_in_ms", "fade_out_ms", "gap_ms")


class SecondsField(forms.DecimalField):
    """A length of time, to the millisecond, typed in seconds."""

    def __init__(self, **told: Any) -> None:
        """Take what a sound can last."""
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
        most = LONGEST_MS // 1000
        told = {"min_value": 0, "max_value": most, "decimal_places": 3, "widget": widget, **told}
        super().__init__(**told)

    def clean(self, value: Any) -> Any:
        """Return milliseconds; nothing where nothing was typed."""
        seconds: Decimal | None = super().clean(value)
        return None if seconds is None else int(seconds * 1000)


class LevelField(forms.IntegerField):
    """How much louder or softer, in dB."""

    def __init__(self, **told: Any) -> None:
        """Take what the rules let pass."""
        super().__init__(min_value=LOWEST_DB, max_value=HIGHEST_DB, **told)


class PartForm(forms.Form):
    """What is kept of a part, and how it is heard."""

    from_ms = SecondsField(label=_("Bắt đầu từ giây"))
    to_ms = SecondsField(
        label=_("Đến giây"), required=False, help_text=_("Để trống: đến hết âm thanh.")
    )
    fade_in_ms = SecondsField(label=_("To dần trong (giây)"))
    fade_out_ms = SecondsField(label=_("Nhỏ dần trong (giây)"))
    gap_ms = SecondsField(label=_("Khoảng lặng sau đoạn (giây)"))
    level_db = LevelField(label=_("To nhỏ so với gốc (dB)"))

    @classmethod
    def of(cls, part: ArrangementPart) -> "PartForm":
        """Fill in a part as it is."""
        initial = {name: in_seconds(getattr(part, name)) for name in TIMES}
        return cls(initial={**initial, "level_db": part.level_db}, auto_id=id_of(part.pk))

    def cut(self) -> Cut:
        """Hand over what was filled in."""
        return Cut(**self.cleaned_data)


class MusicForm(forms.Form):
    """How music lies under a programme."""

    under_db = LevelField(label=_("Khi có tiếng nói (dB)"))
    alone_db = LevelField(label=_("Khi chỉ có nhạc (dB)"))
    lead_in_ms = SecondsField(label=_("Nhạc dạo đầu (giây)"))
    lead_out_ms = SecondsField(label=_("Nhạc kết (giây)"))
    fade_ms = SecondsField(label=_("To dần và nhỏ dần ở hai đầu (giây)"))

    @classmethod
    def of(cls, kept: Arrangement) -> "MusicForm":
        """Fill in the music as it is."""
        ends = {"lead_in_ms": kept.lead_in_ms, "lead_out_ms": kept.lead_out_ms}
        initial = {name: in_seconds(ms) for name, ms in ends.items()}
        initial["fade_ms"] = in_seconds(kept.music_fade_ms)
        levels = {"under_db": kept.under_db, "alone_db": kept.alone_db}
        return cls(initial={**initial, **levels}, auto_id="music_%s")


class SendForm(forms.Form):
    """A sound that is recorded or chosen here."""

    use_required_attribute = False
    PART, MUSIC = "part", "music"

    upload = UploadField(label=_("Ghi âm hoặc tệp âm thanh"))
    title = forms.CharField(
        label=_("Tên đoạn"),
        max_length=LONGEST_TITLE,
        help_text=_("Ví dụ: nhạc hiệu, lời dẫn, phỏng vấn bà Tươi."),
    )
    use = forms.ChoiceField(
        label=_("Dùng làm"),
        choices=[(PART, _("một đoạn, ở cuối")), (MUSIC, _("nhạc nền dưới tiếng nói"))],
        initial=PART,
        widget=forms.RadioSelect,
    )
    is_music = MusicField()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **told: Any) -> None:
        """Ask for the sound."""
        super().__init__(*args, **told)
        upload = self.fields["upload"]
        upload.required = True
        upload.error_messages["required"] = _("Hãy ghi âm, hoặc chọn tệp âm thanh.")

    def sent(self) -> Sent:
        """Hand over what was filled in."""
        upload = self.cleaned_data["upload"]
        return Sent(
            file=upload,
            title=self.cleaned_data["title"],
            is_recording=upload.name.startswith(RECORDED_HERE),
            is_music=self.cleaned_data["is_music"],
        )


class FindForm(forms.Form):
    """Words to look for a sound by."""

    words = forms.CharField(
        label=_("Tìm âm thanh"),
        required=False,
        max_length=120,
        help_text=_("Trong kho tin, kho câu, và các đoạn đã dùng. Gõ không dấu cũng được."),
    )


def id_of(part_id: int) -> str:
    """Return how the fields of a part are called on the page: every part has its own."""
    return f"part-{part_id}-%s"


def in_seconds(ms: int | None) -> str:
    """Write milliseconds as seconds, without noughts that say nothing."""
    return "" if ms is None else f"{ms / 1000:.3f}".rstrip("0").rstrip(".")
