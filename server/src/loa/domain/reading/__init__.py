"""How a written Vietnamese text is read aloud: numbers, dates, units, abbreviations in words.

`read` is where to begin (`aloud.py`): ordered rules, each in a file of its kind,
and `hearing.py`, which asks of every piece whether the ear gets the same number
that the eye sees.
"""

from loa.domain.reading.aloud import VERSION, read
from loa.domain.reading.values import Doubt, Kind, Piece, Reading

__all__ = ["VERSION", "Doubt", "Kind", "Piece", "Reading", "read"]
