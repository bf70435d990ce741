"""Owns stations, clusters and boxes: enrolment, keys, place, health."""
