"""What administrators and leaders fill in about how long sounds are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin
from loa.desk.forms import Choices
from loa.domain import retention as rules
from loa.domain.areas import path_of
from loa.domain.products import ProductKind


class HoldForm(forms.Form):
    """Why the sounds of a bulletin stay."""

    prefix = "hold"
    use_required_attribute = False

    reason = forms.CharField(
        label=_("Lý do giữ lại"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: đang thanh tra, có đơn thư. Âm thanh ở lại cho đến khi thôi giữ."),
    )


class RuleForm(forms.Form):
    """How long a unit keeps the sounds of a kind of product."""

    unit = forms.ChoiceField(label=_("Đơn vị"))
    kind = forms.ChoiceField(
        label=_("Thể loại"), required=False, choices=[("", _("Tất cả")), *Bulletin.Kind.choices]
    )
    years = forms.IntegerField(
        label=_("Lưu mấy năm"),
        required=False,
        min_value=1,
        max_value=rules.MOST_YEARS,
        help_text=_("Tính từ lần phát cuối. Để trống nghĩa là lưu mãi mãi."),
    )
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)
    """Set on the page that shows what the rule would remove."""

    def __init__(self, *args: Any, units: Choices, **told: Any) -> None:
        """Offer the units that the person looks after."""
        super().__init__(*args, **told)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units)
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            field.initial = units[0][0]

    def rule(self) -> rules.Rule:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return rules.Rule(
            unit=path_of(given["unit"]),
            kind=ProductKind(given["kind"]) if given["kind"] else None,
            years=given["years"],
        )
