"""What people fill in about sound."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VoiceForm(forms.Form):
    """A voice pack, as its file."""

    pack = forms.FileField(
        label=_("Gói giọng đọc"),
        help_text=_(
            "Tệp zip do nơi làm ra giọng cung cấp, có model.onnx, model.onnx.json, LICENSE và"
            " manifest.json. Hệ thống kiểm tra và cho giọng nói thử, mất chừng nửa phút."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
