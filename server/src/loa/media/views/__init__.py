"""Owns the pages of sounds, and of the voices that read."""
