"""Why a sound is not taken in. Each refusal carries the facts its sentence needs.

SoundRefused
├── EmptyFile · NotSound · NoSoundTrack · Truncated · Damaged
├── TooBig · TooLong · TooShort · TooQuiet
├── TooHard        the worker ran out of time or memory, or died of the file
├── LanguageNotSpoken · VoiceNotHere · SpeechFailed · SpeechServiceFailed
├── NoScribe · NothingHeard · CouldNotTranscribe
└── NotReady · CouldNotMake · SoundRemoved
"""

from loa_protocol.errors import Refusal


class SoundRefused(Refusal):
    """A file or a text did not become sound. Nothing was kept of it."""

    code = "media.refused"


class EmptyFile(SoundRefused):
    """The file holds no bytes at all."""

    code = "media.empty_file"


class NotSound(SoundRefused):
    """It is no kind of sound that we read."""

    code = "media.not_sound"


class NoSoundTrack(SoundRefused):
    """It is a film or a picture without sound."""

    code = "media.no_sound_track"


class Truncated(SoundRefused):
    """The file ends before the sound does: the end was lost on the way here."""

    code = "media.truncated"


class Damaged(SoundRefused):
    """Too much in the middle of the file cannot be read."""

    code = "media.damaged"


class TooBig(SoundRefused):
    """The file has more bytes than we take. Facts: `bytes`, `limit`."""

    code = "media.too_big"


class TooLong(SoundRefused):
    """It plays for longer than we take. Facts: `seconds` (0 if unknown), `limit`."""

    code = "media.too_long"


class TooShort(SoundRefused):
    """It is over before anybody would hear it. Facts: `milliseconds`, `limit`."""

    code = "media.too_short"


class TooQuiet(SoundRefused):
    """It is silence, or so quiet that only noise would come of it."""

    code = "media.too_quiet"


class TooHard(SoundRefused):
    """The worker that read it ran out of time or memory, or died."""

    code = "media.too_hard"


class LanguageNotSpoken(SoundRefused):
    """No voice here speaks that language: a person has to. Facts: `language`."""

    code = "media.language_not_spoken"


class VoiceNotHere(SoundRefused):
    """The voice that was asked for is not installed. Facts: `voice`."""

    code = "media.voice_not_here"


class SpeechFailed(SoundRefused):
    """What the voice made cannot be that text. Facts: `seconds`, `words`."""

    code = "media.speech_failed"


class SpeechServiceFailed(SoundRefused):
    """The speech service did not answer, or not with sound. Facts: `why`, `status`."""

    code = "media.speech_service"


class NotReady(SoundRefused):
    """The sound is still being made, or was refused, so there is nothing to hear."""

    code = "media.not_ready"


class CouldNotMake(SoundRefused):
    """The fault is ours: a full disk, a store that does not answer. Sending it again may do."""

    code = "media.could_not_make"


class SoundRemoved(SoundRefused):
    """The sound was kept as long as its unit keeps it, and was removed then."""

    code = "media.removed"


class NoScribe(SoundRefused):
    """No machine that writes speech down is installed."""

    code = "media.no_scribe"


class NothingHeard(SoundRefused):
    """The machine made out no word: music, stillness, another language, or too much noise."""

    code = "media.nothing_heard"


class CouldNotTranscribe(SoundRefused):
    """The machine ended without an answer: out of time or memory, or broken."""

    code = "media.could_not_transcribe"
