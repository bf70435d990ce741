"""What the door forgets by itself."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from loa.orgs.models import Person
from loa.web import jobs
from loa.web.models import Knock
from loa.web.throttle import knock

PASSWORD = "ba con mèo đen"


def test_every_night_the_door_forgets_what_is_over(client: Client, nam: Person) -> None:
    client.force_login(nam)
    knock("now", most=1, per=timedelta(minutes=1))
    long_ago = timezone.now() - timedelta(days=2)
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)
    Knock.objects.create(who="old", since=long_ago)
    AccessAttempt.objects.create(username="nam", ip_address="203.0.113.9", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=long_ago)

    jobs.tidy(timestamp=0)

    assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]
    assert list(Knock.objects.values_list("who", flat=True)) == ["now"]
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db
def test_who_signed_in_from_where_is_not_kept(client: Client, nam: Person) -> None:
    nam.set_password(PASSWORD)
    nam.save(update_fields=["password"])

    client.post("/sign-in/", {"username": "nam", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(nam.pk)
    assert not AccessLog.objects.exists()
