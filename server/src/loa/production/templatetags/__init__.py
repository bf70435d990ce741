"""Template tags of production."""
