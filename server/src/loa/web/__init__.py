"""Owns the shared shell of every page: templates, design system, actor, refusals, paging. No tables of its own."""
