"""Master a file, or join several, in a child process. What the rest of the app calls.

The child reads a stranger's bytes with a large C library; if they break it,
only the child dies.
"""

from pathlib import Path

from loa.domain.arrangement import Arrangement
from loa.media.audio.formats import RECIPES
from loa.media.audio.values import Bounds, Mastered
from loa.media.children.ask import Watch, ask
from loa.media.children.limits import Limits
from loa.media.children.messages import Joined, JoinRequest, MasterRequest
from loa.media.refusals import TooHard


def master_safely(
    source: Path,
    into: Path,
    *,
    is_music: bool = False,
    bounds: Bounds | None = None,
    limits: Limits | None = None,
    watch: Watch = lambda: None,
) -> Mastered:
    """Master a file that somebody sent, without trusting it.

    Raises:
        SoundRefused: what is wrong with the file.
        TooHard: reading it took too much, or broke the child.
    """
    request = MasterRequest(
        source=str(source), into=str(into), bounds=bounds or Bounds(), is_music=is_music
    )
    made = ask(
        "loa.media.children.master", request, Mastered, folder=into, limits=limits, watch=watch
    )
    expected = {"master.flac", *(recipe.name for recipe in RECIPES)}
    if {each.name for each in made.files} != expected:
        raise TooHard(why="nonsense")
    return made


def join_safely(
    arrangement: Arrangement, sounds: Path, folder: Path, *, watch: Watch = lambda: None
) -> Path:
    """Put a programme together from masters that lie in a folder by their digests.

    Raises:
        TooHard: it took too much, or broke the child.
    """
    path = folder / "joined.w64"
    request = JoinRequest(arrangement=arrangement, sounds=str(sounds), path=str(path))
    ask("loa.media.children.join", request, Joined, folder=folder, watch=watch)
    return path
