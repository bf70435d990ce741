"""A sound's recipe: the digest over everything that its master follows from."""

from hashlib import sha256

from loa_protocol import canonical

from loa.domain import reading
from loa.media.audio.formats import VERSION
from loa.media.speech.port import Voice


def recipe(**told: str) -> str:
    """Return the recipe of what is told, mastered as we master today."""
    return sha256(canonical.encode({"mastering": VERSION, **told})).hexdigest()


def as_music(*, is_music: bool) -> dict[str, str]:
    """Say in a recipe that it is coded for music; of everything else it says nothing."""
    return {"music": "yes"} if is_music else {}


def of_speech(spoken: str, voice: Voice) -> str:
    """Return the recipe of words that a voice reads: another version of it reads otherwise."""
    return recipe(
        spoken=sha256(spoken.encode()).hexdigest(),
        reading=reading.VERSION,
        voice=voice.key,
        version=voice.version,
    )
