"""Become another program that cannot outlive its parent.

Run as a script, before anything else of ours is imported:

    python -I -S tether.py PARENT SIGNAL UID GID PROGRAM ARGUMENTS…

The kernel sends SIGNAL when the parent dies, even of kill -9. The order matters: changing the user
clears that request, so it is made after; and the parent may have died before it was made.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Change the user, tie our life to the parent's, and become the program."""
    parent, signal, uid, gid = (int(word) for word in sys.argv[1:5])
    program = sys.argv[5:]
    if uid != os.getuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent has already gone.")
    os.execvp(program[0], program)  # noqa: S606 - no shell: the words are ours


if __name__ == "__main__":
    main()
