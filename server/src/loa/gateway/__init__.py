"""Owns the connection between boxes and the site. No rules, no tables.

process     starts everything below, and says how it is
outbound    orders, mail and repeats, down to the broker
inbound     hellos, heartbeats, receipts, up from the broker
nats, mqtt  two adapters of `port.Broker`
needs       what must be said of a broker before anything starts
auth/       who may log in at the broker, and on which topics
"""
