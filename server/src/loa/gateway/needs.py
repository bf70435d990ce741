"""What must be said of a broker besides its address, so that each box is let in as itself alone.

Without it the broker would be reached, and everything would seem to work, while any box could
hear and say what it likes. So neither `loa up` nor `loa gateway` starts.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "MQTT_URL": ("MOSQUITTO_FOLDER", "MOSQUITTO_PID_FILE"),
    "NATS_URL": ("NATS_AUTH_URL", "NATS_SYS_URL", "NATS_ISSUER_SEED"),
}
NAMELESS: Final = "a user and a password in MQTT_URL"


def missing(told: object) -> tuple[str, ...]:
    """Return what an installation has to say as well. `told` has settings, or `Env`, by name."""
    url = next((name for name in NEEDED if getattr(told, name)), None)
    if url is None:
        return ()
    lacking = tuple(name for name in NEEDED[url] if not getattr(told, name))
    parts = urlsplit(getattr(told, url))
    is_nameless = url == "MQTT_URL" and not (parts.username and parts.password)
    return (*lacking, NAMELESS) if is_nameless else lacking
