"""What people fill in at the door."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Who, and the password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code that the phone shows."""

    code = forms.CharField(
        label=_("Mã 6 số"),
        max_length=16,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
            }
        ),
    )


class ProofForm(forms.Form):
    """The password once more, before the door itself is changed."""

    password = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FirstCodeForm(CodeForm):
    """The first code of a phone that is being tied to the account."""


class ReplacePhoneForm(FirstCodeForm, ProofForm):
    """The first code of another phone, and the password."""


class SpareCodeForm(forms.Form):
    """One of the codes that were written down."""

    code = forms.CharField(
        label=_("Mã dự phòng"),
        max_length=40,
        help_text=_("16 chữ và số, dạng ABCD-EFGH-JKMN-PQRS. Mỗi mã chỉ dùng được một lần."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class NewPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Put the labels into our words."""
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Mật khẩu đang dùng")
        self.fields["new_password1"].label = _("Mật khẩu mới")
        self.fields["new_password1"].help_text = _(
            "Ít nhất 10 ký tự, không trùng tên của bạn. Ba bốn từ ghép lại là dễ nhớ nhất."
        )
        self.fields["new_password2"].label = _("Nhập lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""
