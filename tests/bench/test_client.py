import pytest

from tests.bench.client import Goal, Row, at_key_step, pair, report, surroundings
from tests.bench.costs import by_package
from tests.bench.live_check import pairs
from tests.bench.report import table
from tests.bench.visits import is_shown, megabytes


def test_a_row_shows_medians_and_the_median_of_the_ratios() -> None:
    row = Row("start", "ms", 2, pairs=[(10, 10), (30, 10), (40, 20)])

    assert row.cells == ["start", "30.0 ms", "10.0 ms", "2.00x", "2.0x", "yes"]


@pytest.mark.parametrize(
    ("kind", "ours", "met"),
    [
        (Goal.RATIO, 90, True),
        (Goal.RATIO, 120, False),
        (Goal.OURS, 10, True),
        (Goal.OURS, 11, False),
        (Goal.ADDED, 110, True),
        (Goal.ADDED, 111, False),
    ],
)
def test_a_goal_is_about_the_ratio_about_ours_or_about_what_is_added(kind: Goal, ours: float, met: bool) -> None:
    row = Row("end", "ms", 1 if kind is Goal.RATIO else 10, kind, pairs=[(ours, 100)])

    assert row.met is met
    assert row.cells[-1] == ("yes" if met else "**no**")


@pytest.mark.parametrize(("turn", "order"), [(0, ["ours", "floor"]), (1, ["floor", "ours"])])
def test_the_first_to_run_alternates_and_ours_is_returned_first(turn: int, order: list[str]) -> None:
    ran: list[str] = []

    def side(name: str) -> str:
        ran.append(name)
        return name

    assert pair(turn, lambda: side("ours"), lambda: side("floor")) == ("ours", "floor")
    assert ran == order


def test_only_values_over_their_goal_are_explained() -> None:
    slow = Row("slow", "ms", 1, why=lambda: "textual 90", pairs=[(2, 1)])
    quick = Row("quick", "ms", 1, why=lambda: "never looked at", pairs=[(1, 1)])

    text = report([slow, quick], ["httpx 1.0"], 1_000_000)

    assert "\n- slow: textual 90.\n" in text
    assert "never looked at" not in text
    assert "1 packages, 1.0 million bytes with what is compiled: httpx 1.0." in text


def test_costs_are_summed_by_package_and_the_largest_come_first() -> None:
    log = """\
import time: self [us] | cumulative | imported package
import time:      1000 |       9000 |   textual.app
import time:      2500 |       2500 | textual
import time:      5000 |       5000 |     re
import time:       100 |        100 | os
"""
    assert by_package(log, most=2) == "re 5, textual 4"


def test_the_key_step_is_remembered_where_the_program_looks_for_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    assert at_key_step(home)["AVA_ONBOARD_HOME"] != surroundings(home)["AVA_ONBOARD_HOME"]
    assert (home / "at-key-step" / "state" / "default.json").exists()


def test_a_check_and_a_bare_request_are_both_answered() -> None:
    assert [len(pair) for pair in pairs(1)] == [2]


def test_a_text_is_found_between_and_within_styles() -> None:
    assert is_shown(b"\x1b[1mCreate \x1b[22;38;2;1;2;3myour key\x1b[0m", "Create your key")
    assert not is_shown(b"\x1b[1mCreate", "Create your key")


def test_memory_is_read_in_the_units_of_each_system() -> None:
    assert megabytes(2048, "Linux") == megabytes(2048 * 1024, "Darwin") == 2


def test_a_table_aligns_texts_left_and_numbers_right() -> None:
    assert table(("what", "ours"), [["start", "1"]]) == ["| what | ours |", "|---|--:|", "| start | 1 |"]
