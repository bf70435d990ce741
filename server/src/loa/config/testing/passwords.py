"""Passwords that tests can afford: hashed like real ones, with one round instead of a million.

What is written is an ordinary hash, so a server without this setting checks it as well.
"""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    """Hash once."""

    iterations = 1
