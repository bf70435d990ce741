"""Owns authoring, review and approval of bulletins, their versions and languages."""
