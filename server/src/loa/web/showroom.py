"""A form with one of everything, for the style guide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OneOfEverything(forms.Form):
    """Every kind of field, two of them in trouble."""

    title = forms.CharField(label=_("Tên bản tin"), help_text=_("Ngắn, như tiêu đề báo."))
    text = forms.CharField(
        label=_("Nội dung"), widget=forms.Textarea, help_text=_("Viết như khi nói với bà con.")
    )
    how = forms.ChoiceField(
        label=_("Phát thế nào"),
        choices=[("all", _("Mọi cụm loa của xã")), ("some", _("Chọn cụm loa"))],
        widget=forms.RadioSelect,
    )
    where = forms.MultipleChoiceField(
        label=_("Cụm loa"),
        required=False,
        choices=[("thuong", _("Thôn Thượng")), ("ha", _("Thôn Hạ")), ("cho", _("Ngã tư chợ"))],
        widget=forms.CheckboxSelectMultiple,
    )
    voice = forms.ChoiceField(label=_("Giọng đọc"), choices=[("nu", _("Nữ")), ("nam", _("Nam"))])
    sound = forms.FileField(label=_("Tệp âm thanh"), required=False)
    heard = forms.BooleanField(label=_("Tôi đã nghe lại bản này"))


def example() -> OneOfEverything:
    """Fill it in wrongly, so that errors show."""
    return OneOfEverything(
        {"title": "", "text": _("Kính thưa bà con"), "how": "all", "where": ["ha"]}
    )
