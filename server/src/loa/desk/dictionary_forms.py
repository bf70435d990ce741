"""What officers fill in to say how words are read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.domain.reading.entries import LONGEST_SPOKEN, LONGEST_WRITTEN
from loa.domain.wording import LONGEST


class SpokenForm(forms.Form):
    """How a word is read."""

    spoken = forms.CharField(
        label=_("Đọc là"),
        max_length=LONGEST_SPOKEN,
        help_text=_("Viết hẳn ra lời, số cũng viết bằng chữ: “quốc lộ mười”."),
    )


class EntryForm(SpokenForm):
    """A word and how it is read."""

    field_order = ("written", "spoken")

    written = forms.CharField(
        label=_("Viết là"),
        max_length=LONGEST_WRITTEN,
        help_text=_("Tên riêng hay chữ viết tắt, đúng như trong bản tin: “QL10”, “HTX”."),
    )


class TryForm(forms.Form):
    """A text to try the dictionary on."""

    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Đọc thử"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gõ một câu để xem máy sẽ đọc thế nào."),
    )
