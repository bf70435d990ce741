"""Pytest plugins that start what the tests of a site need."""
