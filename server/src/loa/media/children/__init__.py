"""Owns the child processes that touch what strangers sent: one request each, then they end.

`ask.py` is the parent's side, `answer.py` the child's; they speak one line of
JSON each way. A child has no secrets in its environment, and bounds on its
time, its memory and what it may write. If the bytes of a stranger kill it, that
is a refusal with words, not the end of the worker.
"""
