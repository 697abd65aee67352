"""Each promise of SECURITY.md names the test that holds it, and that test exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_, _, PROMISES = PAGE.partition("| Promise | Test |\n|---|---|\n")
ROWS = PROMISES.partition("\n\n")[0].splitlines()


def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_page_makes_promises() -> None:
    assert len(ROWS) >= 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_a_promise_names_a_test_that_exists(row: str) -> None:
    named = re.fullmatch(r"\| [^|]+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|", row)
    assert named, "a promise and the name of its test"
    assert named[2] in functions_of(named[1])


def test_no_test_is_named_twice() -> None:
    names = re.findall(r"`(tests/\S+)`", PAGE)
    assert len(names) == len(set(names)) == len(ROWS)
