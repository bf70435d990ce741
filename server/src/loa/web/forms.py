"""Draw every form of the site with our own parts, and tell a refusal where it belongs.

`FORM_RENDERER` names `Renderer`, so `{{ form }}` and `{{ form.text.as_field_group }}`
come out in the design system, with errors tied to their field.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core import validators
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal

from loa.domain.days import FIRST, LAST
from loa.web import refusals

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

GONE = _("Mục này không còn để chọn. Hãy tải lại trang rồi chọn lại.")


class Renderer(DjangoTemplates):
    """Use the design system for forms and fields."""

    form_template_name = "web/_form.html"
    field_template_name = "web/_field.html"


ERRORS: "dict[type[forms.Field], dict[str, _StrOrPromise]]" = {
    forms.Field: {"required": _("Hãy điền ô này.")},
    forms.IntegerField: {"invalid": _("Hãy ghi một con số, như 80.")},
    forms.FloatField: {"invalid": _("Hãy ghi một con số, như 80 hoặc 20,5.")},
    forms.DateField: {"invalid": _("Hãy ghi một ngày có thật, như 26/11/2026.")},
    forms.TimeField: {"invalid": _("Hãy ghi giờ, như 17:00.")},
    forms.UUIDField: {"invalid": _("Trang này đã cũ. Hãy tải lại trang rồi gửi lần nữa.")},
    forms.FileField: {
        "invalid": _("Tệp chưa đến nơi. Hãy chọn lại tệp rồi gửi lần nữa."),
        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn rồi gửi lại."),
    },
    forms.ChoiceField: {"invalid_choice": GONE},
    forms.MultipleChoiceField: {"invalid_choice": GONE, "invalid_list": GONE},
    forms.ModelChoiceField: {"invalid_choice": GONE},
}
"""What is wrong with a field, and what to do: in place of Django's sentences, by field."""
LIMITS: "dict[type[validators.BaseValidator], _StrOrPromise]" = {
    validators.MaxValueValidator: _("Nhiều nhất là %(limit_value)s."),
    validators.MinValueValidator: _("Ít nhất là %(limit_value)s."),
    validators.MaxLengthValidator: _(
        "Dài %(show_value)s ký tự, quá mức %(limit_value)s. Hãy viết ngắn hơn."
    ),
    validators.MinLengthValidator: _(
        "Mới có %(show_value)s ký tự. Cần ít nhất %(limit_value)s ký tự."
    ),
}


def speak_plainly() -> None:
    """Give every form our own sentences; called once, before any form is made."""
    for field, errors in ERRORS.items():
        field.default_error_messages = {**field.default_error_messages, **errors}
    for limit, words in LIMITS.items():
        limit.message = words


class DayInput(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write days the way the browser reads them."""
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day on which somebody may have worked, or will."""

    widget = DayInput
    default_validators = [
        validators.MinValueValidator(FIRST, _("Hãy chọn một ngày sau năm 2000.")),
        validators.MaxValueValidator(LAST, _("Ngày này xa quá. Hãy kiểm tra lại năm.")),
    ]


def show(refusal: Refusal, form: forms.BaseForm) -> int:
    """Put a refusal's words on the form it answers, and return the status to send.

    What was typed stays: render the same form again. A refusal whose fact `field`
    names a field of the form stands at that field.
    """
    field = refusal.facts.get("field")
    known = field if isinstance(field, str) and field in form.fields else None
    form.add_error(known, str(refusals.words(refusal)))
    return refusals.status(refusal)
