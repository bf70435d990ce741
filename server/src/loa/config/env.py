"""Read the environment once, and name everything that is missing at once."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from os import environ
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Everything an installation may set. `NAME_FILE` may hold NAME's value."""

    LOA_HOME: str = ".loa"
    """Folder for what this installation keeps: database, files, keys, sockets."""
    SECRET_KEY: str = ""
    """Signs sessions. Empty: made once and kept in LOA_HOME."""
    DATABASE_URL: str = ""
    """Empty: the embedded PostgreSQL."""
    DATABASE_POOL: str = "8"
    """Most connections one process keeps open. `0`: open one when needed, close it after."""
    NATS_URL: str = ""
    """Where the gateway reaches NATS, with its user and password. `loa up` sets it (and the next
    three) for its children when it starts the embedded broker."""
    NATS_AUTH_URL: str = ""
    """The same server, as the user that answers logins of boxes (auth callout)."""
    NATS_SYS_URL: str = ""
    """The same server, as the system user that cuts a revoked box off."""
    NATS_ISSUER_SEED: str = ""
    """Account seed (`SA…`) that signs the answers to logins."""
    MQTT_URL: str = ""
    """Mosquitto instead of NATS: where the gateway reaches it, with the gateway's own user and
    password. `deploy/site/mosquitto.conf` is how it must be set up."""
    MOSQUITTO_FOLDER: str = ""
    """Where the gateway writes `passwd` and `acl` for Mosquitto."""
    MOSQUITTO_PID_FILE: str = ""
    """Where that Mosquitto writes its process id, so that it can be told to read them again."""
    BOX_BROKER_URL: str = ""
    """Where boxes reach the broker, told to them at enrolment: `mqtt://` or `mqtts://host:port`."""
    LOA_SIGNER_SOCKET: str = ""
    """Where the signer listens. Empty: run/signer.sock in LOA_HOME."""
    LOA_FILES_URL: str = ""
    """Empty: a folder in LOA_HOME. `s3://bucket/prefix` or `file:///…` otherwise."""
    LOA_LISTEN: str = "127.0.0.1:8000"
    """Where the web server listens."""
    LOA_URL: str = ""
    """Where people and boxes reach this site. Empty: http:// and LOA_LISTEN."""
    LOA_PROXIES: str = "127.0.0.1"
    """Addresses or networks of the proxies in front, with commas between: these are believed when
    they say on whose behalf they ask (X-Forwarded-For)."""
    RELEASE_ALONE_COMMUNES: str = "3"
    """How many communes one person may let a bulletin out to; more takes two."""
    RELEASE_ALONE_CLUSTERS: str = "120"
    """How many clusters of loudspeakers; the same."""
    RELEASE_ALONE_NIGHT: str = "22:00-05:00"
    """When a release takes two people, however near it stays."""
    LOA_SPEECH_URL: str = ""
    """A speech service that answers like OpenAI's: `https://host/v1/audio/speech`; `http://` on
    this machine alone. Empty: none is asked."""
    LOA_SPEECH_VOICES: str = ""
    """Its voices with their languages, the best first: `hoa:vi,joe:en`."""
    LOA_SPEECH_MODEL: str = "tts-1"
    """What the service calls its model."""
    LOA_SPEECH_KEY: str = ""
    """Sent as `Authorization: Bearer …`. Better as LOA_SPEECH_KEY_FILE."""
    LOA_SPEECH_HEADERS: str = ""
    """More headers, `Name: value`, with `;` between two."""
    LOA_DEMO: str = ""
    """`1` on a demo site: its accounts' codes may be asked for with `loa totp NAME`."""
    LOA_DEBUG: str = ""
    """`1` shows tracebacks. Never on a site that people use."""


def load(source: Mapping[str, str] = environ) -> Env:
    """Build Env from the environment.

    Raises:
        SystemExit: names every missing value, in one sentence.
    """
    found: dict[str, str] = {}
    missing: list[str] = []
    for field in fields(Env):
        if path := source.get(f"{field.name}_FILE"):
            found[field.name] = Path(path).read_text(encoding="utf-8").strip()
        elif field.name in source:
            found[field.name] = source[field.name]
        elif field.default is MISSING:
            missing.append(field.name)
    if missing:
        raise SystemExit(f"Set these before starting: {', '.join(missing)}")
    return Env(**found)
