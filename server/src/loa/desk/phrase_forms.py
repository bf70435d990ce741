"""What officers fill in to record phrases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.desk.forms import LANGUAGES, UploadField
from loa.domain.languages import FIRST
from loa.media.models import Phrase
from loa.media.phrases import Said
from loa.orgs.models import AdminUnit


class WhichForm(forms.Form):
    """Whose phrases, in which language."""

    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), required=False, choices=LANGUAGES)

    def __init__(self, given: Any, *, units: list[AdminUnit]) -> None:
        """Offer the units that the person writes for, the first unless another is chosen."""
        self.units = {unit.code: unit for unit in units}
        first = {"unit": units[0].code, "language": FIRST}
        super().__init__({**first, **{name: given[name] for name in first if given.get(name)}})
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.code, unit.full_name) for unit in units]
        if len(units) == 1:
            field.widget = forms.HiddenInput()

    def asked(self) -> tuple[AdminUnit, str]:
        """Return what was chosen; the first of each where it is nonsense."""
        self.is_valid()
        given = self.cleaned_data
        unit = self.units.get(given.get("unit", ""), next(iter(self.units.values())))
        return unit, given.get("language") or FIRST


class PhraseForm(forms.Form):
    """One phrase: its words, and the recording of them."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Lời của câu"),
        max_length=300,
        help_text=_("Viết đúng như khi đọc, số viết bằng chữ: “mười chín giờ”."),
    )
    kind = forms.ChoiceField(label=_("Dùng cho"), choices=Phrase.Kind.choices)
    upload = UploadField(label=_("Ghi âm hoặc tệp âm thanh"))

    def __init__(self, *args: Any, **told: Any) -> None:
        """Ask for the recording: a phrase is nothing without one."""
        super().__init__(*args, **told)
        upload = self.fields["upload"]
        upload.required = True
        upload.error_messages["required"] = _("Hãy ghi âm câu này, hoặc chọn tệp âm thanh.")

    def said(self) -> Said:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return Said(text=given["text"], kind=Phrase.Kind(given["kind"]), file=given["upload"])
