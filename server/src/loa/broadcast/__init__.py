"""Owns sessions, orders, deliveries and receipts: what is played where, and the proof."""
