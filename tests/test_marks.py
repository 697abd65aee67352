"""Which folders are read for an expression of ``-m``."""

import pytest

from tests.conftest import ruled_out


@pytest.mark.parametrize(
    ("mark", "expression"),
    [
        ("slow", "not slow"),
        ("slow", "not keyring and not slow"),
        ("app", "not (app or slow) and not (process or sqlite)"),
        ("browser", "not browser or (slow and not browser)"),
    ],
)
def test_a_folder_of_which_nothing_is_selected_is_not_read(mark: str, expression: str) -> None:
    assert ruled_out(mark, expression)


@pytest.mark.parametrize(
    ("mark", "expression"),
    [
        ("slow", ""),
        ("slow", "slow"),
        ("slow", "not keyring"),
        ("app", "slow or not app"),
        ("slow", 'not slow and wine_fault(reason="text")'),
    ],
)
def test_any_other_folder_is_read(mark: str, expression: str) -> None:
    assert not ruled_out(mark, expression)


@pytest.mark.parametrize(
    ("expression", "is_ruled_out"),
    [("keyring and (not slow)", True), ("keyring", True), ("not slow", False), ("", False), ("keyring or slow", False)],
)
def test_a_file_without_a_mark_is_read_unless_every_test_needs_it(expression: str, is_ruled_out: bool) -> None:
    assert ruled_out("keyring", expression, has_it=False) is is_ruled_out
