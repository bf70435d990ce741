"""Give templates money as people write it: `{% load pay %}{{ line.vnd|dong }}`."""

from django import template

from loa.domain.royalties import dong

register = template.Library()
register.filter("dong", dong)
