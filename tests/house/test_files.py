"""What every file of the project keeps: size, no loose ends, no address of one machine, no hidden index."""

from __future__ import annotations

import ast
import re

from tests.house.sources import ROOT, files, text

FILE_LINES = 500
FUNCTION_LINES = 60
_DRAWERS = {"utils", "util", "common", "helpers", "helper", "extras", "misc", "tools"}

# A file or function above the limit stands here with the reason why it is better whole.
_LONGER_FILES: dict[str, str] = {}
_LONGER_FUNCTIONS: dict[str, str] = {}

# What a person wrote, by the ending of its name; pictures and compiled catalogues are left out.
_TEXTS = (
    (".py", ".html", ".js", ".css", ".toml", ".md", ".sh", ".json", ".lock", ".csv", ".po", ".svg", ".cfg")
    + ("Makefile", ".importlinter", ".gitignore")
    + ("/setup", "/test", "/check", "/demo", "/bench", "/run", "/fmt")
)
_PYTHON = tuple(path for path in files(".py") if "migrations" not in path.parts)
_THIS = "tests/house/test_files.py"


def _lines_with(pattern: str, *endings: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in files(*endings)
        if str(path) != _THIS
        for number, line in enumerate(text(path).splitlines(), 1)
        if wanted.search(line)
    ]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {str(path) for path in _PYTHON if len(text(path).splitlines()) > FILE_LINES}
    assert long == set(_LONGER_FILES)


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path}:{node.name}"
        for path in _PYTHON
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    }
    assert long == set(_LONGER_FUNCTIONS)


def test_no_module_is_a_drawer() -> None:
    assert [str(path) for path in _PYTHON if path.stem in _DRAWERS or path.parent.name in _DRAWERS] == []


def test_nothing_is_left_for_later_in_the_sources() -> None:
    sources = (".py", ".html", ".js", ".css", ".toml", ".md", ".sh", "Makefile")
    assert _lines_with(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError", *sources) == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert _lines_with(r"(?<![\w./])/(?:work|root|home/\w+|Users/\w+)/", *_TEXTS) == []


def test_no_lock_or_setting_names_a_package_index() -> None:
    wanted = r"https?://[^\s\"']*(?:pypi|pythonhosted|npmjs|registry|mirror|simple/)|--(?:extra-)?index-url\s+\S|\"resolved\":"
    assert _lines_with(wanted, *_TEXTS) == []


def test_every_locked_package_carries_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "tools/installer.lock", "tools/node.lock"):
        entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text(encoding="utf-8").strip())
        assert entries
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
