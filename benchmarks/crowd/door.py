"""Let somebody of the benchmarks in without the door: a session, as signing in makes one."""

from typing import Any

TOKEN = "k" * 32


def signed_in(person: Any) -> str:
    """Give a person a session, and return its cookies."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"
