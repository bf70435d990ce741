"""Owns the connection between boxes and the site. No rules, no tables."""
