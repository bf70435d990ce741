"""Owns the pages of officers and leaders: what others keep, put together. No tables."""
