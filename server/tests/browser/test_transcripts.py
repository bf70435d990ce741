"""The words of a recording, looked at: lacking, drafted, confirmed, and where they are written."""

import pytest
from django.urls import reverse
from loa.bulletins import transcripts
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_recorded, version_of
from loa.media.refusals import NothingHeard
from loa.media.transcripts import Transcript
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa.web.testing import Look, Visitor, complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "vn/31/11848"
DRAFT = "\n".join(["kính mời bà con thôn thượng họp lúc bảy giờ tối tại nhà văn hóa " * 3] * 3)


def asked(nam: Person) -> tuple[Bulletin, Transcript]:
    bulletin = make_recorded(nam, HERE)
    (text,) = version_of(bulletin).texts()
    kept = Transcript(sound=text.sound)
    kept.wait(nam)
    return bulletin, kept


def test_what_is_written_of_a_recording_is_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    lacking = make_recorded(cast.nam, HERE)
    awaited, _ = asked(cast.nam)
    drafted, draft = asked(cast.nam)
    draft.end(draft=DRAFT)
    failed, failure = asked(cast.nam)
    failure.end(refusal_code=NothingHeard.code)
    confirmed = make_recorded(cast.nam, HERE)
    transcripts.confirm(cast.nam, confirmed.pk, "vi", DRAFT)
    pages = {
        "lacking": lacking,
        "awaited": awaited,
        "drafted": drafted,
        "failed": failed,
        "confirmed": confirmed,
    }
    looks = [
        Look(name=f"transcript {name}", path=f"/bulletins/{of.pk}/", by=cast.nam)
        for name, of in pages.items()
    ]
    written = reverse("desk:transcript", args=[drafted.pk, "vi"])
    looks.append(Look(name="transcript written", path=written, by=cast.nam))

    assert complaints_about(visitor, looks) == {}
