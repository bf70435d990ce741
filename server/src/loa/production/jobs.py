"""What production does by itself: forget what was given and nobody took over."""

from procrastinate.contrib.django import app

from loa.production import giving


@app.periodic(cron="20 19 * * *")  # 02:20 in Vietnam
@app.task(name="production.forget", queueing_lock="production.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Forget people outside and what they gave, when nobody made anything of it in time."""
    giving.forget_what_nobody_took()
