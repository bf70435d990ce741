"""Owns settings, wiring and the command line."""
