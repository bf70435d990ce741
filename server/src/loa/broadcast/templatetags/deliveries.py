"""Signs for deliveries and loudspeakers: `{% load deliveries %}`."""

from django import template
from django.utils.safestring import SafeString

from loa.broadcast.shown import LIGHTS, OUTCOMES
from loa.domain.delivery import Outcome
from loa.stations.queries import Light
from loa.web.templatetags.ui import chip

register = template.Library()


@register.simple_tag
def outcome_chip(outcome: Outcome, count: int | None = None) -> SafeString:
    """Show how a delivery stands, or how many stand so."""
    state, words = OUTCOMES[outcome]
    return chip(state, str(words) if count is None else f"{words}: {count}")


@register.simple_tag
def light_chip(light: Light) -> SafeString:
    """Show how a loudspeaker is."""
    state, words = LIGHTS[light]
    return chip(state, str(words))


@register.simple_tag
def light_words(light: Light) -> str:
    """Say how a loudspeaker is."""
    return str(LIGHTS[light][1])
