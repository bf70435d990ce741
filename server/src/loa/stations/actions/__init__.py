"""Everything that people, boxes and the clock do to stations, boxes and keys."""

from loa.stations.actions.boxes import move_box, revoke_box
from loa.stations.actions.clusters import (
    USUAL,
    Volume,
    add_cluster,
    add_station,
    set_files,
    set_volume,
)
from loa.stations.actions.enrolment import Enrolled, enrol, make_code, withdraw_code
from loa.stations.actions.keys import (
    adopt_root,
    ask_for_key,
    ensure_key,
    make_key,
    renew_lists,
    replace_stolen,
    revoke,
    rotate,
    rotate_due,
    take,
)
from loa.stations.actions.languages import tell_languages
from loa.stations.actions.mergers import follow_units
from loa.stations.actions.setup import set_up_keys
from loa.stations.actions.state import Heard, note_gone, notice_silence, take_heartbeats, tidy

__all__ = [
    "USUAL",
    "Enrolled",
    "Heard",
    "Volume",
    "add_cluster",
    "add_station",
    "adopt_root",
    "ask_for_key",
    "enrol",
    "ensure_key",
    "follow_units",
    "make_code",
    "make_key",
    "move_box",
    "note_gone",
    "notice_silence",
    "renew_lists",
    "replace_stolen",
    "revoke",
    "revoke_box",
    "rotate",
    "rotate_due",
    "set_files",
    "set_up_keys",
    "set_volume",
    "take",
    "take_heartbeats",
    "tell_languages",
    "tidy",
    "withdraw_code",
]
