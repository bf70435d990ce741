"""The door the web server knocks on."""

import os

from django.core.asgi import get_asgi_application

from loa.media.intake import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")

application = limited(get_asgi_application())
