"""Owns administrative units, people, and the duties people hold for units."""
