"""Read which speech service a site names, if any."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from loa.config.env import Env
from loa.domain.languages import NAMES
from loa.media.speech.service import Offered, Service


def service(env: Env) -> Service | None:
    """Build the service from the environment; none is named, none is asked.

    Raises:
        SystemExit: an address, a voice or a header that cannot be used, in one sentence.
    """
    if not env.LOA_SPEECH_URL:
        return None
    address = _address(env.LOA_SPEECH_URL)
    is_encrypted = address.scheme == "https"
    return Service(
        is_encrypted=is_encrypted,
        host=address.hostname or "",
        port=address.port or (443 if is_encrypted else 80),
        path=address.path or "/v1/audio/speech",
        model=env.LOA_SPEECH_MODEL,
        voices=_voices(env.LOA_SPEECH_VOICES),
        key=env.LOA_SPEECH_KEY,
        headers=_headers(env.LOA_SPEECH_HEADERS),
    )


def _address(url: str) -> SplitResult:
    """Take https everywhere, and plain http on this machine alone."""
    try:
        address = urlsplit(url)
        is_near = address.scheme == "http" and _is_loopback(address.hostname or "")
        is_fit = bool(address.hostname) and (address.scheme == "https" or is_near)
        _ = address.port  # raises when it is none
    except ValueError:
        is_fit = False
    if not is_fit or address.username or address.query or address.fragment:
        raise SystemExit(
            "LOA_SPEECH_URL is https://host[:port][/path], or http:// for a service on this "
            "machine; the key belongs into LOA_SPEECH_KEY_FILE."
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _voices(told: str) -> tuple[Offered, ...]:
    """Read `hoa:vi,joe:en`, the best first."""
    pairs = [one.strip().rpartition(":") for one in told.split(",") if one.strip()]
    if not pairs or not all(0 < len(name) <= 64 and known in NAMES for name, _, known in pairs):  # noqa: PLR2004 - as a sound's record holds it
        raise SystemExit(
            "LOA_SPEECH_VOICES names each voice with its language, like hoa:vi,joe:en."
        )
    return tuple(Offered(name=name, language=language) for name, _, language in pairs)


def _headers(told: str) -> tuple[tuple[str, str], ...]:
    """Read one header a line, or parted by `;`."""
    lines = [line.strip() for line in told.replace(";", "\n").splitlines() if line.strip()]
    pairs = [line.partition(":") for line in lines]
    if not all(name.isascii() and name.strip() and colon for name, colon, _ in pairs):
        raise SystemExit("LOA_SPEECH_HEADERS is Name: value, with ; between two of them.")
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
