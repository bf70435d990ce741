"""The house rules that a linter cannot see. A limit is changed here, where everybody sees it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import loa
import loa_player
import loa_protocol
import pytest
from loa_protocol.errors import Refusal

TOP = Path(__file__).resolve().parents[2]
SOURCES = [Path(package.__path__[0]) for package in (loa, loa_player, loa_protocol)]
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
LONGEST_SETTINGS = 250
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "misc"}
A_MACHINE = re.compile(r"/(?:home/\w+|root|work|Users/\w+)/")
OUR_FILES = (".py", ".html", ".css", ".js", ".md", ".toml", ".sh", ".yml", ".service", ".svg")


def modules(*, tests: bool = True) -> Iterator[Path]:
    places = [*SOURCES, TOP / "server" / "tests", *TOP.glob("packages/*/tests")]
    for place in places if tests else SOURCES:
        yield from (path for path in place.rglob("*.py") if "migrations" not in path.parts)


def where(path: Path) -> str:
    return str(path.relative_to(TOP))


def too_long(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{where(path)}: {node.name} has {length} lines"


def test_no_module_is_longer_than_one_can_hold_in_the_head() -> None:
    lengths = {where(p): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}

    assert {p: length for p, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    assert [fault for path in modules() for fault in too_long(path)] == []


def test_the_settings_stay_in_one_short_file() -> None:
    settings = TOP / "server/src/loa/config/settings.py"

    assert len(settings.read_text(encoding="utf-8").splitlines()) < LONGEST_SETTINGS


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [where(p) for p in modules() if p.stem in FORBIDDEN_NAMES] == []


def test_every_action_says_what_it_does() -> None:
    silent = []
    for path in (path for path in modules(tests=False) if path.name == "actions.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):
                silent.append(f"{where(path)}: {node.name}")

    assert silent == []


def test_every_migration_is_named_for_what_it_does() -> None:
    names = [path for source in SOURCES for path in source.rglob("migrations/0*.py")]

    assert [where(path) for path in names if "_auto_" in path.name] == []


def test_every_app_says_what_it_owns() -> None:
    apps = [path.parent / "__init__.py" for path in SOURCES[0].glob("*/apps.py")]

    assert apps
    for app in apps:
        said = ast.get_docstring(ast.parse(app.read_text(encoding="utf-8"))) or ""
        assert said.startswith("Owns "), where(app)


def test_every_decision_has_a_number_of_its_own() -> None:
    papers = sorted((TOP / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in papers]

    assert numbers == sorted(set(numbers))
    for path, number in zip(papers, numbers, strict=True):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}: "), where(path)


def test_the_map_names_every_app() -> None:
    told = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    apps = {path.parent.name for path in SOURCES[0].glob("*/__init__.py")}

    assert {app for app in apps if f"`{app}`" not in told} == set()


def test_nothing_names_the_machine_it_was_written_on() -> None:
    ours = [
        path
        for path in TOP.rglob("*")
        if path.suffix in OUR_FILES
        and not {".git", ".venv", "node_modules", ".loa"} & set(path.parts)
        and path != Path(__file__).resolve()
    ]

    assert [where(p) for p in ours if A_MACHINE.search(p.read_text(encoding="utf-8"))] == []


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for below in kind.__subclasses__():
        yield from refusals(below)


@pytest.fixture(scope="module")
def every_refusal() -> list[type[Refusal]]:
    for package in (loa, loa_protocol):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"\.(tests|migrations|asgi|__main__)\b", module.name):
                import_module(module.name)
    return [kind for kind in refusals() if kind.__module__.startswith(("loa.", "loa_protocol."))]


def test_every_refusal_has_a_code_of_its_own(every_refusal: list[type[Refusal]]) -> None:
    codes = [kind.code for kind in every_refusal]

    assert sorted(codes) == sorted(set(codes))
