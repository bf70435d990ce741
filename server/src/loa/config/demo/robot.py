"""Let the robot voice read in the demo's sessions: no better Vietnamese voice comes along."""

from loa.bulletins import robots
from loa.bulletins.models import RobotSwitch
from loa.config.demo.places import COMMUNES, PROVINCE
from loa.orgs.models import Person


def ensure_robot_voice() -> None:
    """Have the province's leader switch it on where nobody decided yet."""
    leader = Person.objects.get(username="minh")
    for unit in (f"vn/{PROVINCE}", *(f"vn/{PROVINCE}/{one.code}" for one in COMMUNES)):
        if not RobotSwitch.objects.filter(unit_path=unit).exists():
            robots.switch_on(leader, unit)
