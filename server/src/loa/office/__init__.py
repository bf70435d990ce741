"""Owns the administrator's desk: pages for units, people, duties and the audit log. No tables."""
