"""Whoever opens the first page of the day does not wait for the server to get ready."""

from django.template import engines
from django.template.loader import get_template
from loa.config import warm


def test_every_template_is_compiled_before_anybody_asks() -> None:
    warm.warm()
    (loader,) = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    compiled = dict(loader.get_template_cache)

    assert "desk/today.html" in warm.templates()
    for name in warm.templates():
        get_template(name)
    assert loader.get_template_cache == compiled
