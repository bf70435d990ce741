"""Read how far one person may let a bulletin out alone."""

from datetime import time

from loa.config.env import Env
from loa.domain.targeting import SpreadPolicy


def policy(env: Env) -> SpreadPolicy:
    """Build the policy from the environment.

    Raises:
        SystemExit: a value is not a number, or not two times of day.
    """
    try:
        night_from, night_until = env.RELEASE_ALONE_NIGHT.split("-")
        return SpreadPolicy(
            most_communes=int(env.RELEASE_ALONE_COMMUNES),
            most_clusters=int(env.RELEASE_ALONE_CLUSTERS),
            night_from=time.fromisoformat(night_from),
            night_until=time.fromisoformat(night_until),
        )
    except ValueError as fault:
        raise SystemExit(
            "RELEASE_ALONE_COMMUNES and RELEASE_ALONE_CLUSTERS are whole numbers, "
            "RELEASE_ALONE_NIGHT two times like 22:00-05:00."
        ) from fault
