"""`loa keys …`."""
