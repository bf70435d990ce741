"""`loa gateway`: carry orders to the boxes and bring back what they say, until asked to stop.

Everything that matters lies in the database before it is published and after it was
taken in, so this process may be killed at any instant. Several may run.
"""

import asyncio
import os
from importlib import import_module

import django


def main(_arguments: list[str]) -> int:
    """Run until somebody asks us to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    os.environ["DATABASE_POOL"] = "0"  # each desk keeps a connection of its own (`desk.py`)
    django.setup()
    service = import_module("loa.gateway.service")  # needs Django to be ready
    asyncio.run(service.run(service.Wiring.from_settings()))
    return 0
