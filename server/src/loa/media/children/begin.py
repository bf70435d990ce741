"""The first line a child runs: seal the process, then run the child's own module.

    python -I -B -m loa.media.children.begin loa.media.children.master

Sealed before anything else is imported, so that no library can send or keep a
word anywhere, not even while it loads.
"""

import runpy
import sys

from loa.media.children.seal import seal

if __name__ == "__main__":
    module = sys.argv.pop(1)
    seal(writing_in=".")
    runpy.run_module(module, run_name="__main__", alter_sys=True)
