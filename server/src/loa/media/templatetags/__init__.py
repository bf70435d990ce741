"""Template tags of sound."""
