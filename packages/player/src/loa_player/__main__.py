"""`python -m loa_player` is `loa-player`."""

from loa_player.cli import main

if __name__ == "__main__":
    main()
