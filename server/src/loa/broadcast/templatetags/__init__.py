"""Owns what templates may ask for."""
