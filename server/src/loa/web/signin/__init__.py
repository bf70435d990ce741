"""Owns the door: password, second step, spare codes, how long a visit lasts."""
