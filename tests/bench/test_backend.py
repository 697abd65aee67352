import subprocess
import sys


def test_the_measurement_runs_and_prints_its_table() -> None:
    command = [sys.executable, "-m", "tests.bench.backend", "--quick"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)

    assert done.stdout.count("| SQLite | 1,000 |") == 1
    assert done.stdout.count("| bare |") == 1
    columns = {line.count("|") for line in done.stdout.splitlines() if line.startswith("|")}
    assert len(columns) == 1
