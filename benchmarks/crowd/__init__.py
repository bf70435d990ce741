"""Ten thousand simulated boxes on this machine, and a site for them."""
