"""The door the web server knocks on."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")

application = get_asgi_application()
