import pytest

from tests.bench.client import Row, is_shown, megabytes, pair
from tests.bench.report import table


def test_a_row_shows_medians_and_the_median_of_the_ratios() -> None:
    row = Row("start", "ms", 2, pairs=[(10, 10), (30, 10), (40, 20)])

    assert row.cells == ["start", "30 ms", "10 ms", "2.00x", "2.0x", "yes"]


def test_an_absolute_goal_is_met_by_ours_alone() -> None:
    assert Row("end", "ms", 100, absolute=True, pairs=[(90, 10)]).cells[-2:] == ["100 ms", "yes"]
    assert Row("end", "ms", 100, absolute=True, pairs=[(110, 200)]).cells[-2:] == ["100 ms", "no"]


@pytest.mark.parametrize(("turn", "order"), [(0, ["ours", "floor"]), (1, ["floor", "ours"])])
def test_who_runs_first_alternates_and_ours_is_returned_first(turn: int, order: list[str]) -> None:
    ran: list[str] = []

    def side(name: str) -> str:
        ran.append(name)
        return name

    assert pair(turn, lambda: side("ours"), lambda: side("floor")) == ("ours", "floor")
    assert ran == order


def test_a_text_is_found_between_and_within_styles() -> None:
    assert is_shown(b"\x1b[1mCreate \x1b[22;38;2;1;2;3myour key\x1b[0m", "Create your key")
    assert not is_shown(b"\x1b[1mCreate", "Create your key")


def test_memory_is_read_in_the_units_of_each_system() -> None:
    assert megabytes(2048, "Linux") == megabytes(2048 * 1024, "Darwin") == 2


def test_a_table_aligns_texts_left_and_numbers_right() -> None:
    assert table(("what", "ours"), [["start", "1"]]) == ["| what | ours |", "|---|--:|", "| start | 1 |"]
