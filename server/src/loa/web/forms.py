"""Draw every form of the site with our own parts, and tell a refusal where it belongs.

`FORM_RENDERER` names `Renderer`, so `{{ form }}` and `{{ form.text.as_field_group }}`
come out in the design system, with errors tied to their field.
"""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import DjangoTemplates
from loa_protocol.errors import Refusal

from loa.domain.days import FIRST, LAST
from loa.web import refusals


class Renderer(DjangoTemplates):
    """Use the design system for forms and fields."""

    form_template_name = "web/_form.html"
    field_template_name = "web/_field.html"


class DayInput(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write days the way the browser reads them."""
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day on which somebody may have worked, or will."""

    widget = DayInput
    default_validators = [MinValueValidator(FIRST), MaxValueValidator(LAST)]


def show(refusal: Refusal, form: forms.BaseForm) -> int:
    """Put a refusal's words on the form it answers, and return the status to send.

    What was typed stays: render the same form again. A refusal whose fact `field`
    names a field of the form stands at that field.
    """
    field = refusal.facts.get("field")
    known = field if isinstance(field, str) and field in form.fields else None
    form.add_error(known, str(refusals.words(refusal)))
    return refusals.status(refusal)
