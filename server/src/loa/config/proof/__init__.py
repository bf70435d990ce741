"""Prove the main job by listening: what the boxes played against what people approved.

story     an officer's words become a signed order, by the same actions as the pages use
tamper    one byte of a sound is altered, one order is forged: both must be refused
hearing   what a recording of a box holds
verdict   whether it is what was promised
check     `loa demo --check`: runs all that, prints the table
"""
