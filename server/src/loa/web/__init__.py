"""Owns the shared shell of every page: templates, design, actor, refusals, paging. No tables."""
