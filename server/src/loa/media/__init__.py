"""Owns sound: upload, loudness, transcoding, speech; every file is named by its digest."""
