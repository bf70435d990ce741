"""Boxes hear in which languages the people around them listen, and again when that changes."""

from loa.orgs import listening
from loa.orgs.actions import set_languages
from loa.orgs.models import Person
from loa.orgs.testing import Places
from loa.stations import actions
from loa.stations.models import Box, BoxMail
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol.messages import Settings, read_as
from loa_protocol.signing import Envelope
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def told(box: Box) -> tuple[str, ...]:
    box.refresh_from_db()
    return read_as(Envelope.from_bytes(bytes(box.settings)).body, Settings).languages


def run_what_waits() -> None:
    """Do the jobs that were left, as the worker does."""
    for job in ProcrastinateJob.objects.filter(task_name=listening.JOB):
        app.tasks[job.task_name].func(**job.args)


def test_what_an_administrator_says_reaches_the_boxes_there(
    site: Site, enrolment: Enrolment, an: Person, places: Places
) -> None:
    market = enrol_box(site.market)
    before = BoxMail.objects.count()
    set_languages(an, places.village.code, ["hmn", "vi"])
    run_what_waits()

    assert told(enrolment.box) == ("hmn", "vi")
    assert told(market.box) == ()
    mail = BoxMail.objects.order_by("id")[before:]
    assert [one.box for one in mail] == [enrolment.box]
    assert bytes(mail[0].envelope) == bytes(enrolment.box.settings)


def test_a_village_that_says_nothing_listens_as_its_commune_does(
    site: Site, enrolment: Enrolment, an: Person, places: Places
) -> None:
    market = enrol_box(site.market)
    set_languages(an, places.commune.code, ["vi", "tyz"])
    set_languages(an, places.village.code, ["km"])
    run_what_waits()
    assert (told(enrolment.box), told(market.box)) == (("km",), ("vi", "tyz"))

    set_languages(an, places.village.code, [])
    run_what_waits()
    assert told(enrolment.box) == ("vi", "tyz")


def test_a_box_that_knows_is_not_told_twice(
    site: Site, enrolment: Enrolment, an: Person, places: Places
) -> None:
    set_languages(an, places.village.code, ["km"])

    assert actions.tell_languages(places.village.path) == 1
    assert actions.tell_languages(places.commune.path) == 0


def test_a_box_that_comes_or_is_moved_is_told_at_once(
    site: Site, an: Person, tuan: Person, places: Places
) -> None:
    set_languages(an, places.village.code, ["km"])
    set_languages(an, places.commune.code, ["vi"])
    box = enrol_box(site.gate).box
    assert told(box) == ("km",)

    actions.move_box(tuan, box.device_id, site.market.code)
    assert told(box) == ("vi",)


def test_a_box_that_was_ended_is_told_nothing(
    site: Site, enrolment: Enrolment, an: Person, tuan: Person, places: Places
) -> None:
    actions.revoke_box(tuan, enrolment.box.device_id)
    set_languages(an, places.village.code, ["km"])

    assert actions.tell_languages(places.village.path) == 0
