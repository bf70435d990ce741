"""The first page of the day: what plays, what is red, what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loa.broadcast import heard, session_queries
from loa.bulletins import queries
from loa.desk.shown import rows, waiting_for_a_second
from loa.domain.permissions import Duty
from loa.orgs import queries as orgs
from loa.production import planned
from loa.stations import queries as stations
from loa.stations.queries import Light
from loa.web import actor

A_FEW = 5
HEARD_OF = {Light.GREEN, Light.AMBER}


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day."""
    person = actor(request)
    now = timezone.now()
    found = session_queries.sessions(person).filter(date=timezone.localdate(now))
    sessions = session_queries.shown(found, now=now)
    healths = stations.health_for(person, now=now)
    duties = orgs.duties_in_force(person)
    context = {
        "day": timezone.localdate(now),
        "may_write": Duty.WRITE in duties,
        "may_programme": Duty.PROGRAMME in duties,
        "left": orgs.duties_left_behind(person).count(),
        "released": heard.released_on(person, timezone.localdate(now), now=now),
        "waiting": rows(queries.waiting(person)[:A_FEW]),
        "seconds": [one for one in waiting_for_a_second(person) if not one.is_own],
        "to_mend": rows(queries.to_mend(person)[:A_FEW]),
        "mine": planned.shown(planned.mine(person)[:A_FEW]),
        "sessions": sessions,
        "is_playing": [one for s in sessions for one in s.items if one.state == "playing"],
        "silent": [health for health in healths if health.light is Light.RED],
        "online": sum(health.light in HEARD_OF for health in healths),
    }
    return render(request, "desk/today.html", context)
