"""Prove the main job by listening: what the boxes played against what people approved."""
