"""Tables of the stations, in the order in which they came."""
