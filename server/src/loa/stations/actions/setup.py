"""Set up every key of a site that has no safe: a demo, a trial, a test.

The root's private key then lies on the same machine as the site. That is said
wherever it is done; a real site makes its root elsewhere (`loa keys root`).
"""

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from loa_protocol.messages import Authority

from loa.domain.areas import NATION, text_of
from loa.domain.permissions import SYSTEM
from loa.stations.actions.keys import adopt_root, ask_for_key, ensure_key, make_key, take
from loa.stations.models import RootKey
from loa.stations.queries.keys import Role, in_use
from loa.stations.root import Root, Wish

NATION_PATH = text_of(NATION)


@transaction.atomic
def set_up_keys(folder: Path, areas: list[str]) -> None:
    """Make a root in a folder, a centre, a link, and the keys of these provinces and communes.

    What is there already stays: it may be run again with more areas.

    Raises:
        NoRoot: this site has a root, but its key is not in that folder, and is needed.
    """
    if not RootKey.objects.exists():
        adopt_root(SYSTEM, Root.make(folder).key)
    if not in_use().filter(role=Role.CENTRE).exists():
        key = ask_for_key(SYSTEM, Authority.CENTRE, NATION_PATH)
        wish = Wish(key=key.public_key, role=Authority.CENTRE, area=key.area)
        take(SYSTEM, Root(folder).delegate([wish], now=timezone.now()))
    if not in_use().filter(role=Role.LINK).exists():
        make_key(SYSTEM, Authority.LINK, NATION_PATH)
    for area in sorted(areas, key=len):
        ensure_key(area)
