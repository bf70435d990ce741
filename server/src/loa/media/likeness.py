"""Know a recording again that was sent before: coded anew, louder, or cut."""

from collections.abc import Sequence
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, IntegerField, Value

from loa.domain.likeness import FEWEST_MARKS, is_same, likeness
from loa.media.models import Sound, SoundMarks

MOST_TWINS: Final = 5


class Shared(Func):
    """Count what two lists have in common, in the database."""

    template = "cardinality(ARRAY(SELECT unnest(%(expressions)s)))"
    arg_joiner = ") INTERSECT SELECT unnest("
    output_field = IntegerField()


def keep(sound: Sound, marks: Sequence[int]) -> SoundMarks:
    """Keep the marks of a sound, and which sounds from before are the same recording."""
    return SoundMarks.objects.create(sound=sound, marks=list(marks), twins=_twins(marks))


def twins(sounds: Sequence[int]) -> dict[int, list[int]]:
    """Return, for those of these sounds that were sent before, as what; the likest first."""
    known = SoundMarks.objects.filter(sound__in=sounds).exclude(twins=[])
    return dict(known.values_list("sound_id", "twins"))


def _twins(marks: Sequence[int]) -> list[int]:
    given = Value(list(marks), ArrayField(IntegerField()))
    known = SoundMarks.objects.filter(marks__overlap=list(marks))
    near = known.annotate(shared=Shared("marks", given)).filter(shared__gte=FEWEST_MARKS // 2)
    liked = {one.sound_id: likeness(one.marks, marks) for one in near}
    alike = [sound for sound in liked if is_same(liked[sound])]
    return sorted(alike, key=lambda sound: (-liked[sound], sound))[:MOST_TWINS]
