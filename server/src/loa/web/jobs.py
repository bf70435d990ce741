"""What the door does by itself: forget visits that ended, and who knocked long ago."""

from axes.models import AccessAttempt
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from loa.web.models import Knock
from loa.web.throttle import KEPT


@app.periodic(cron="50 18 * * *")  # 01:50 in Vietnam
@app.task(name="web.tidy", queueing_lock="web.tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Forget what the door needs no more: names and addresses are not kept longer than needed."""
    call_command("clearsessions")
    before = timezone.now() - KEPT
    Knock.objects.filter(since__lt=before).delete()
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
