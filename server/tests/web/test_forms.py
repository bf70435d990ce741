"""What is wrong with a field is said in our words, and with what to do."""

from datetime import date

import pytest
from django import forms
from django.utils import translation
from loa.web.forms import DayField


class Everything(forms.Form):
    percent = forms.IntegerField(min_value=10, max_value=100)
    name = forms.CharField(max_length=5)
    day = DayField()
    hour = forms.TimeField()
    kind = forms.ChoiceField(choices=[("a", "A")])


WRONG = {"percent": "120", "name": "quá dài", "day": "31/02", "hour": "nửa đêm", "kind": "b"}


def test_every_fault_says_what_to_do() -> None:
    said = {name: words[0] for name, words in Everything(WRONG).errors.items()}

    assert said == {
        "percent": "Nhiều nhất là 100.",
        "name": "Dài 7 ký tự, quá mức 5. Hãy viết ngắn hơn.",
        "day": "Hãy ghi một ngày có thật, như 26/11/2026.",
        "hour": "Hãy ghi giờ, như 17:00.",
        "kind": "Mục này không còn để chọn. Hãy tải lại trang rồi chọn lại.",
    }


def test_what_was_left_empty_is_asked_for_in_both_languages() -> None:
    assert Everything({}).errors["name"] == ["Hãy điền ô này."]
    with translation.override("en"):
        assert Everything({}).errors["name"] == ["Fill this in."]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_on_which_nobody_works_is_a_slip(day: date) -> None:
    assert "day" in Everything({**WRONG, "day": str(day)}).errors
