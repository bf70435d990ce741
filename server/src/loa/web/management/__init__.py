"""Owns the verbs of the door."""
