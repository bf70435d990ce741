"""The process that makes sound, and nothing else. Only it imports numpy and PyAV."""
