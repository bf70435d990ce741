"""Tell one figure of a benchmark, and whether it keeps its bound."""

import sys


def at_most(name: str, value: float, bound: float, unit: str) -> None:
    """Tell a figure that must not be larger than its bound."""
    _tell(name, f"{value:.4g} {unit}", f"<= {bound:g} {unit}", is_kept=value <= bound)


def at_least(name: str, value: float, bound: float, unit: str) -> None:
    """Tell a figure that must not be smaller than its bound."""
    _tell(name, f"{value:.4g} {unit}", f">= {bound:g} {unit}", is_kept=value >= bound)


def beside(name: str, value: float, unit: str) -> None:
    """Tell a figure that explains another and has no bound."""
    _tell(name, f"{value:.4g} {unit}", "-", is_kept=True)


def not_run(name: str, why: str, bound: str) -> None:
    """Tell that a figure could not be taken here."""
    _tell(name, f"not run: {why}", bound, is_kept=False)


def progress(words: str) -> None:
    """Show what is going on."""
    print(words, file=sys.stderr, flush=True)


def _tell(name: str, value: str, bound: str, *, is_kept: bool) -> None:
    print(f"{name}\t{value}\t{bound}\t{'ok' if is_kept else 'short'}", flush=True)
