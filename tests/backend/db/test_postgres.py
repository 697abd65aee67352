import socket
import subprocess
import sys

import pytest

from tests.backend.db.postgres import binaries

SERVER = """
import sys
from tests.backend.db.postgres import UNSAFE_BUT_FAST, PostgresServer, binaries

with PostgresServer(binaries(), UNSAFE_BUT_FAST) as server:
    print(server.port, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(binaries() is None, reason="there is no PostgreSQL")
@pytest.mark.skipif(sys.platform == "win32", reason="nothing watches there")
def test_a_server_ends_with_the_tests_even_if_they_are_killed() -> None:
    tests = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert tests.stdout is not None
    port = int(tests.stdout.readline())
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        tests.kill()
        tests.communicate()

        assert connection.recv(1) == b""  # PostgreSQL itself would wait for a minute
