"""Where every part must be present, as in CI, a skipped test is a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_runs():
    pass

@pytest.mark.skipif({skipped}, reason="a part is missing")
def test_may_be_skipped():
    pass
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("processes", "skipped", "no_skips", "code"),
    [
        pytest.param("0", True, "1", 1, marks=pytest.mark.slow),
        ("1", True, "1", 1),
        ("1", True, "", 0),
        pytest.param("1", False, "1", 0, marks=pytest.mark.slow),
    ],
    ids=["CI without xdist", "CI", "usual", "complete"],
)
def test_a_skipped_test_is_a_failure_where_none_may_be(
    tmp_path: Path, processes: str, skipped: bool, no_skips: str, code: int
) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(TESTS.format(skipped=skipped))
    arguments = [
        "-p",
        "xdist",
        "-p",
        "tests.no_skips",
        "-c",
        os.devnull,
        "--rootdir",
        str(tmp_path),
        "-n",
        processes,
        str(file),
    ]

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"AVA_ONBOARD_NO_SKIPS": no_skips, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == code, ended.stdout + ended.stderr
    assert ("tests were skipped, and none may be here" in ended.stdout) is bool(code)
