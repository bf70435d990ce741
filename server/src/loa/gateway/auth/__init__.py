"""Let each box in at the broker, on its own topics and no others.

rules       the topics of one box: the same on every broker
callout     NATS asks us at every login
entries     Mosquitto reads files that we write
"""
