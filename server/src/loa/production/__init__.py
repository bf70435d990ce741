"""Owns production: who makes what by when, what comes from outside, and what is paid for it."""
