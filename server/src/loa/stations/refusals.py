"""Say no to what nobody may do with stations, clusters, boxes and codes."""

from loa_protocol.errors import NotFound, Refusal, WrongState


class TooLoud(Refusal):
    """The volume is above the ceiling of this cluster."""

    code = "cluster.too_loud"


class BadVolume(Refusal):
    """A volume is a whole number from 0 to 100."""

    code = "cluster.bad_volume"


class NameTaken(Refusal):
    """Another cluster of this station has this name."""

    code = "cluster.name_taken"


class OutsideStation(Refusal):
    """The village is not in the station's commune."""

    code = "cluster.outside_station"


class StationExists(WrongState):
    """The unit has a station already."""

    code = "station.exists"


class NotACommune(Refusal):
    """Stations belong to communes."""

    code = "station.not_a_commune"


class ClusterTaken(WrongState):
    """There is a box at that cluster already."""

    code = "cluster.taken"


class BoxRevoked(WrongState):
    """The box is no longer ours."""

    code = "box.revoked"


class UnknownCode(NotFound):
    """No such code was ever given out here."""

    code = "enrolment.unknown_code"


class CodeUsed(WrongState):
    """A box has used the code."""

    code = "enrolment.used"


class CodeExpired(WrongState):
    """The code is too old, or was withdrawn."""

    code = "enrolment.expired"


class KeyKnown(WrongState):
    """The key belongs to a box at another cluster."""

    code = "enrolment.key_known"


class BadRequest(Refusal):
    """What the box sent cannot be read."""

    code = "enrolment.bad_request"
