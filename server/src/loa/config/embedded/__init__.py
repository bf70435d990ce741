"""The database and the broker that come with pip, run as our own children.

`postgres.py` and `nats.py` say how to prepare, start and probe each; `supervisor.py` keeps any set
of children; `tether.py` makes sure that none of them outlives it.
"""
