"""A site to try: three communes of one real province, their people, and twelve boxes.

Everything is real but the sound, which is paced and heard by nobody, and the root key, which lies
beside the site instead of in a safe. `places.py` and `cast.py` say who and where, `fill.py` writes
it, `boxes.py` enrols and runs the boxes, `run.py` is `loa demo`.
"""
