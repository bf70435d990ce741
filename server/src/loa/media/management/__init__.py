"""Verbs of the command line that this app owns."""
