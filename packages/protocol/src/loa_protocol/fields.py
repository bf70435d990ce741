"""The small kinds of value that messages are made of, with their limits."""

from typing import Annotated, Final

from msgspec import Meta

ONE_DAY_MS: Final = 24 * 60 * 60 * 1000

Id = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)", description="An id; never reused."),
]
KeyName = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="First 32 hex digits of SHA-256 of the key."),
]
KeyText = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)",
        description="Ed25519 public key, base64url, no padding.",
    ),
]
Digest = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256, hexadecimal."),
]
Nonce = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="128 random bits, hexadecimal.")
]
Instant = Annotated[
    int,
    Meta(ge=0, le=4_102_444_800_000, description="UTC, milliseconds since 1970 (until 2100)."),
]
DurationMs = Annotated[
    int,
    Meta(ge=0, le=7 * ONE_DAY_MS, description="Milliseconds."),
]
Offset = Annotated[
    int,
    Meta(ge=-(2**53 - 1), le=2**53 - 1, description="Milliseconds that a clock was off."),
]
Samples = Annotated[
    int,
    Meta(ge=0, le=48_000 * 86_400, description="Samples at 48 kHz, one channel."),
]
CentiDb = Annotated[
    int,
    Meta(ge=-20_000, le=20_000, description="Hundredths of a decibel (LUFS, dBTP, dBFS)."),
]
Percent = Annotated[int, Meta(ge=0, le=100)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Serial = Annotated[int, Meta(ge=1, le=2**53 - 1, description="Rises by at least one each time.")]
Text = Annotated[str, Meta(max_length=200)]
Language = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$(?!\n)", description="BCP 47 language tag."),
]
