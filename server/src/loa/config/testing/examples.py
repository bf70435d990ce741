"""Say how many examples `make trial` tries of each property, and that they are new each time.

`make test` tries the same hundred always (Hypothesis's own profile `ci`), so that it fails for a
change and never by chance. What the long run finds is printed with a line that repeats it.
"""

from hypothesis import settings

settings.register_profile(
    "trial", settings.get_profile("ci"), max_examples=2_000, derandomize=False
)
