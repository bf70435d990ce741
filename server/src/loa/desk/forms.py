"""What officers and leaders fill in. Every limit is a rule's; a form only asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal
from loa_protocol.messages import Target
from loa_protocol.priority import Klass

from loa.bulletins.models import Bulletin
from loa.bulletins.writing import LONGEST_NAME, Wording
from loa.domain.days import VIETNAM
from loa.domain.languages import FIRST, NAMES
from loa.web import refusals
from loa.web.forms import DayField

RECORDED_HERE = "ghi-am."
"""How the page names what was recorded on it (`media/recorder.js`)."""
LANGUAGES = [(code, name) for code, name in NAMES.items()]
KLASSES = [
    (Klass.ORDINARY.value, _("Thông thường: phát theo buổi")),
    (Klass.PRIORITY.value, _("Ưu tiên: phải có trong chương trình")),
    (Klass.EMERGENCY.value, _("Khẩn cấp: phát ngay, cắt ngang tin khác")),
]
Choices = Sequence[tuple[str, str]]


class UploadField(forms.FileField):
    """A file of sound; whether it is one is for `media` to say, in its own words."""

    def __init__(self, **told: Any) -> None:
        """Take an empty file too: the refusal that follows says what to do."""
        widget = forms.ClearableFileInput(attrs={"accept": "audio/*,video/*"})
        super().__init__(required=False, allow_empty_file=True, widget=widget, **told)


class MusicField(forms.BooleanField):
    """Whether a sound is music."""

    def __init__(self) -> None:
        """Ask with one tick."""
        super().__init__(
            required=False,
            label=_("Âm thanh này là nhạc"),
            help_text=_("Nhạc được giữ chất lượng cao hơn, nên tệp lớn gần gấp ba."),
        )


class WordsField(forms.CharField):
    """The main thing on a form, and yet not required: a recording may stand for it."""

    def __init__(self, **told: Any) -> None:
        """Offer room for some lines."""
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 8}), **told})

    def validate(self, value: Any) -> None:
        """Leave it to the rules, which know whether there is a recording."""


class WordingForm(forms.Form):
    """One language: words, a recording, or both."""

    use_required_attribute = False

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES)
    text = WordsField(label=_("Nội dung"))
    upload = UploadField(
        label=_("Ghi âm hoặc tệp âm thanh"),
        help_text=_("Không bắt buộc. Nếu có, loa phát âm thanh này thay cho giọng máy."),
    )
    is_music = MusicField()
    speaker = forms.CharField(
        label=_("Người đọc"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Tên người được nghe trong bản ghi, để ghi công và tìm lại."),
    )

    def clean_text(self) -> str:
        """Say at the field what is wrong with the words."""
        language = str(self.cleaned_data.get("language") or FIRST)
        return checked(self.cleaned_data["text"], language)

    def wording(self) -> Wording:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return wording_of(
            given["language"],
            given["text"],
            given["upload"],
            speaker=given["speaker"],
            is_music=given["is_music"],
        )


class TranscriptForm(forms.Form):
    """What is heard in a recording, written down."""

    use_required_attribute = False

    words = WordsField(
        label=_("Bản chép lời"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Gõ đúng những gì nghe được, thêm dấu câu. Bản chép lời không thay đổi âm thanh đã"
            " duyệt."
        ),
    )


class ComposeForm(forms.Form):
    """The page for a new bulletin: words and one big button; the rest is folded away."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    plan = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    """The item of the production plan that is written, if it was opened from there."""
    text = WordsField(
        label=_("Nội dung cần thông báo"),
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
    )
    upload = UploadField(
        label=_("Ghi âm hoặc tệp âm thanh"),
        help_text=_("Ghi ngay tại đây, hoặc chọn tệp mp3, m4a, wav, ogg, webm, phim."),
    )
    is_music = MusicField()
    title = forms.CharField(
        label=_("Tên bản tin"),
        required=False,
        max_length=120,
        help_text=_("Để trống thì lấy dòng đầu của nội dung."),
    )
    klass = forms.ChoiceField(
        label=_("Loại"),
        choices=KLASSES,
        initial=Klass.ORDINARY.value,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("Thể loại"), required=False, choices=Bulletin.Kind.choices)
    clusters = forms.MultipleChoiceField(
        label=_("Phát ở cụm loa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn cụm nào nghĩa là phát ở tất cả."),
    )
    language = forms.ChoiceField(
        label=_("Thêm ngôn ngữ khác"),
        required=False,
        choices=[("", _("Không thêm")), *LANGUAGES[1:]],
    )
    other_text = forms.CharField(
        label=_("Nội dung bằng ngôn ngữ đó"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    other_upload = UploadField(label=_("Âm thanh bằng ngôn ngữ đó"))
    unit = forms.ChoiceField(label=_("Đơn vị"))

    def __init__(self, *args: Any, units: Choices, clusters: Choices, **told: Any) -> None:
        """Offer the units the person writes for, and the clusters that stand there."""
        super().__init__(*args, **told)
        self._offer("unit", units)
        self._offer("clusters", clusters)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]
        if not clusters:
            del self.fields["clusters"]

    def clean_text(self) -> str:
        """Say at the field what is wrong with the words."""
        return checked(self.cleaned_data["text"], FIRST)

    def clean_other_text(self) -> str:
        """Say at the field what is wrong with the words of the other language."""
        language = str(self.cleaned_data.get("language") or FIRST)
        return checked(self.cleaned_data["other_text"], language)

    def clean(self) -> dict[str, Any]:
        """Ask which language the other words are in."""
        given = super().clean() or self.cleaned_data
        has_other = given.get("other_text") or given.get("other_upload")
        if has_other and not given.get("language"):
            self.add_error("language", _("Hãy chọn ngôn ngữ của phần thêm này."))
        return given

    def wordings(self) -> tuple[Wording, ...]:
        """Hand over each language that was filled in; the first even when it is empty."""
        given = self.cleaned_data
        first = wording_of(FIRST, given["text"], given["upload"], is_music=given["is_music"])
        other = wording_of(given["language"] or FIRST, given["other_text"], given["other_upload"])
        both = [one for one in (first, other) if one.text.strip() or one.upload]
        return tuple(both) or (first,)

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class DetailsForm(forms.Form):
    """What a bulletin is called, how urgent it is, and where it is wanted."""

    title = forms.CharField(label=_("Tên bản tin"), max_length=120)
    klass = forms.ChoiceField(label=_("Loại"), choices=KLASSES, widget=forms.RadioSelect)
    clusters = forms.MultipleChoiceField(
        label=_("Phát ở cụm loa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn cụm nào nghĩa là phát ở tất cả."),
    )

    def __init__(self, *args: Any, clusters: Choices, **told: Any) -> None:
        """Offer the clusters that stand in the unit."""
        super().__init__(*args, **told)
        field = self.fields["clusters"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(clusters)


class ReturnForm(forms.Form):
    """Why a bulletin goes back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người soạn sẽ đọc được câu này."),
    )


class ReleaseForm(forms.Form):
    """Where an approved bulletin is to sound now."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    areas = forms.MultipleChoiceField(
        label=_("Phát ở xã, phường"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn nơi nào nghĩa là phát ở toàn đơn vị."),
    )
    clusters = forms.MultipleChoiceField(
        label=_("Phát ở cụm loa"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn cụm nào nghĩa là phát ở tất cả."),
    )

    def __init__(self, *args: Any, areas: Choices, clusters: Choices, **told: Any) -> None:
        """Offer the places that lie in the unit; nothing to choose from is not asked."""
        super().__init__(*args, **told)
        for name, choices in (("areas", areas), ("clusters", clusters)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = list(choices)
            if not choices:
                del self.fields[name]

    def target(self, unit: str) -> Target:
        """Return where it is to sound, in the words of the protocol."""
        given = self.cleaned_data
        return Target(
            areas=tuple(given.get("areas") or (unit,)),
            clusters=tuple(sorted(given.get("clusters") or ())),
        )


class SessionForm(forms.Form):
    """A window of one day."""

    unit = forms.ChoiceField(label=_("Đơn vị"))
    name = forms.CharField(label=_("Tên buổi"), max_length=80)
    date = DayField(label=_("Ngày"))
    starts = forms.TimeField(
        label=_("Từ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Đến"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, units: Choices, **told: Any) -> None:
        """Offer the units whose programme the person makes."""
        super().__init__(*args, **told)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units)
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            field.initial = units[0][0]

    def window(self) -> tuple[datetime, datetime]:
        """Return the two instants."""
        given = self.cleaned_data
        starts, ends = (
            datetime.combine(given["date"], given[name], VIETNAM) for name in ("starts", "ends")
        )
        return starts, ends


def wording_of(
    language: str, text: str, upload: Any, *, speaker: str = "", is_music: bool = False
) -> Wording:
    """Put together one language of a form."""
    is_recording = bool(upload) and str(upload.name).startswith(RECORDED_HERE)
    return Wording(
        language=language,
        text=text,
        speaker=speaker,
        upload=upload or None,
        is_recording=is_recording,
        is_music=is_music,
    )


def checked(text: str, language: str) -> str:
    """Turn a rule's refusal of a text into the words at its field."""
    try:
        Wording(language=language, text=text).cleaned()
    except Refusal as refusal:
        raise forms.ValidationError(refusals.words(refusal)) from refusal
    return text


def choices_of(pairs: Iterable[tuple[object, object]]) -> list[tuple[str, str]]:
    """Return pairs as a form wants them."""
    return [(str(value), str(label)) for value, label in pairs]
