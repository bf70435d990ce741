"""Verbs of the stations."""
