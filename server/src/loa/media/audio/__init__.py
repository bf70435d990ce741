"""Owns the handling of samples: opening, filtering, measuring, encoding. PyAV only, no Django.

Everything streams: memory does not grow with the length of the sound.
"""
