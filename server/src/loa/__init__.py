"""Loa: the site that runs at the centre and in each province."""
