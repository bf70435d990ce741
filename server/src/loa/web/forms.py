"""Draw every form of the site with our own parts, and tell a refusal where it belongs.

`FORM_RENDERER` names `Renderer`, so `{{ form }}` and `{{ form.text.as_field_group }}`
come out in the design system, with errors tied to their field.
"""

from django.forms import BaseForm
from django.forms.renderers import DjangoTemplates
from loa_protocol.errors import Refusal

from loa.web import refusals


class Renderer(DjangoTemplates):
    """Use the design system for forms and fields."""

    form_template_name = "web/_form.html"
    field_template_name = "web/_field.html"


def show(refusal: Refusal, form: BaseForm) -> int:
    """Put a refusal's words on the form it answers, and return the status to send.

    What was typed stays: render the same form again. A refusal whose fact `field`
    names a field of the form stands at that field.
    """
    field = refusal.facts.get("field")
    known = field if isinstance(field, str) and field in form.fields else None
    form.add_error(known, str(refusals.words(refusal)))
    return refusals.status(refusal)
