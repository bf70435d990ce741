"""A whole site in miniature for tests and figures: keys, files, broker, gateway."""
