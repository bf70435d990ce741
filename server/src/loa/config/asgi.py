"""The door the web server knocks on."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from loa.config import gathered
from loa.config.warm import warm
from loa.media.intake import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")

# Whoever asks is counted by address (`web/throttle.py`). Behind a proxy that is not the proxy's
# own, or one person who forgets a password would shut out everybody.
application = wrap_asgi_with_proxy_headers(
    gathered.serving(
        limited(get_asgi_application()), root=settings.STATIC_ROOT, under=settings.STATIC_URL
    ),
    trusted_hosts=settings.LOA_PROXIES,
)
warm()
