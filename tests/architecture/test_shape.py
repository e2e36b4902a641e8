"""Files are rooms with one purpose, functions fit in the eye, names mean something."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.architecture.source import REPOSITORY, python_files

MOST_LINES = 300
MOST_FUNCTION_LINES = 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base"}
RESPECTED = set(sys.stdlib_module_names)


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    others = [
        path
        for pattern in ("*.html", "*.css", "*.js")
        for folder in ("shared", "services", "stack")
        for path in (REPOSITORY / folder).rglob(pattern)
        if "build" not in path.parts
    ]
    long = {
        str(path.relative_to(REPOSITORY)): count
        for path in [*python_files(), *others]
        if (count := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert not long


def test_no_function_is_longer_than_forty_lines() -> None:
    long = []
    for path in python_files():
        long += [
            f"{path.relative_to(REPOSITORY)}:{node.name} has {_own_lines(node)}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef) and _own_lines(node) > MOST_FUNCTION_LINES
        ]
    assert not long


def _own_lines(function: ast.FunctionDef) -> int:
    """The lines of a function without those of functions inside it, which are counted themselves."""
    inner = [n for n in ast.walk(function) if isinstance(n, ast.FunctionDef) and n is not function]
    total = int(function.end_lineno or 0) - function.lineno + 1
    direct = [n for n in inner if not any(n is not o and n in ast.walk(o) for o in inner)]
    return total - sum(int(n.end_lineno or 0) - n.lineno + 1 for n in direct)


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_a_module_says_what_it_is_and_has_a_telling_name(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES
    in_tests = path.is_relative_to(REPOSITORY / "tests")
    if path.stem != "__init__" and not in_tests:
        own_room = path.parent.name == "stack" or path.stem == "__main__"
        assert own_room or path.stem not in RESPECTED, f"{path.stem} is a module of Python's"
    if path.read_text().strip():
        assert ast.get_docstring(ast.parse(path.read_text())), "no docstring"


def test_nothing_is_put_off_or_passed_over() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|except Exception:\s*pass|NotImplementedError")
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()}"
        for path in python_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if marks.search(line)
    ]
    assert not found


def test_a_sleep_only_paces_the_look_at_a_condition() -> None:
    outside = []
    for path in python_files():
        tree = ast.parse(path.read_text())
        loops = [n for n in ast.walk(tree) if isinstance(n, ast.While | ast.For)]
        paced = {id(n) for loop in loops for n in ast.walk(loop)}
        outside += [
            f"{path.relative_to(REPOSITORY)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "time.sleep"
            and id(node) not in paced
        ]
    assert not outside
