"""Owns the voices that read a text aloud, each behind one small port.

A person's recording is always the better announcement. A machine's voice is a
substitute that says so.
"""
