"""Pages of the administrator's desk. Parse, ask one query or action, answer."""
