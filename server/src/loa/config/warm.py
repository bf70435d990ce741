"""Do at start what the first visitor would otherwise wait for.

Compiling every template, and reading every address and both languages, takes a third of a second
of a whole processor; left to the first looks of a morning, it would slow all of them.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation


def warm() -> None:
    """Read addresses, languages and templates."""
    _ = get_resolver().reverse_dict
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Hôm nay")
    for name in templates():
        get_template(name)


def templates() -> list[str]:
    """Name every template of ours."""
    folders = [Path(one) for one in get_app_template_dirs("templates")]
    return sorted(
        str(path.relative_to(folder))
        for folder in folders
        if folder.is_relative_to(settings.CODE)
        for path in folder.rglob("*.html")
    )
