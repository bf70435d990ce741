"""What officers fill in to let people outside in, and what those fill in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Topic
from loa.domain import contributions as rules
from loa.domain.languages import FIRST, NAMES
from loa.domain.permissions import Actor, Duty
from loa.orgs import queries as orgs
from loa.orgs.models import AdminUnit
from loa.production.giving import Wanted

CONSENT = _(
    "Tôi đồng ý để đơn vị biên tập, phát trên loa truyền thanh và lưu nội dung này, và nêu tên tôi"
    " khi phát. Tôi có quyền đối với nội dung này. Nếu không được dùng, nội dung và tên tôi sẽ bị"
    " xóa sau 90 ngày."
)
"""Raise `domain.contributions.CONSENT_VERSION` with every change of this sentence."""


class LinkForm(forms.Form):
    """A link for somebody outside."""

    unit = forms.ModelChoiceField(
        label=_("Đơn vị"), queryset=AdminUnit.objects.none(), to_field_name="code"
    )
    organisation = forms.CharField(
        label=_("Dành cho"),
        required=False,
        max_length=rules.LONGEST_NAME,
        help_text=_("Ví dụ: trưởng thôn, trường học, công an xã, trạm y tế."),
    )
    topic = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Chưa chọn"),
    )
    days = forms.IntegerField(label=_("Dùng được trong (ngày)"), initial=30)

    def __init__(self, person: Actor, given: Any) -> None:
        """Offer the units the person writes for."""
        super().__init__(given)
        units = orgs.units_for(person, Duty.WRITE)
        for name, offered in (("unit", units), ("topic", bulletins.topics())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = offered
        self.fields["unit"].initial = units.first()
        if units.count() == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    def wanted(self) -> Wanted:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return Wanted(
            unit=given["unit"],
            days=given["days"],
            topic=given["topic"].code if given["topic"] else "",
            organisation=given["organisation"],
        )


class GiftForm(forms.Form):
    """What is given. Every limit is a rule's; the form only asks."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    upload = forms.FileField(
        label=_("Ghi âm hoặc tệp âm thanh"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,video/*"}),
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=list(NAMES.items()), initial=FIRST)
    organisation = forms.CharField(label=_("Cơ quan, thôn, trường"), required=False)
    agrees = forms.BooleanField(label=CONSENT, required=False)

    def gift(self) -> rules.Gift:
        """Hand over what was filled in."""
        given = self.cleaned_data
        return rules.Gift(
            name=given.get("name", ""),
            organisation=given["organisation"],
            language=given["language"],
            text=given["text"],
            agrees=given["agrees"],
        )


class GuestGiftForm(GiftForm):
    """What somebody with a link gives: they say who they are."""

    name = forms.CharField(label=_("Họ tên của bạn"))


class OwnGiftForm(GiftForm):
    """What a contributor gives in their account, which knows their name."""

    unit = forms.ModelChoiceField(
        label=_("Gửi tới"), queryset=AdminUnit.objects.none(), to_field_name="code"
    )

    def __init__(self, units: QuerySet[AdminUnit], *given: Any) -> None:
        """Offer the units to which the person may give."""
        super().__init__(*given)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
        field.initial = units.first()
        if units.count() == 1:
            field.widget = forms.HiddenInput()
