"""The program as Windows starts it: without a person, in Git Bash, in any folder, and ended by Ctrl+Break."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import keyring.core
import pytest

from ava_onboard import private_folder
from ava_onboard.adapters.secrets.keyring import OsKeyring
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import Exit
from ava_onboard.onboarding.ports import SecretName
from ava_onboard.sandbox import samples
from ava_onboard.sandbox.world import World
from ava_onboard.terminal import is_of_git_bash, is_terminal
from tests.cli.conftest import Command, command, services
from tests.cli.program import COMMAND, SECONDS, environment
from tests.cli.test_demo import test_a_demo_by_questions_and_answers_ends_well_and_leaves_no_folder

pytestmark = pytest.mark.process
__all__ = ["command", "services", "test_a_demo_by_questions_and_answers_ends_well_and_leaves_no_folder"]

KEY = samples.KEYS[samples.VALID]
SCRIPTS = Path(sys.executable).parent, Path(sys.executable).with_name("Scripts")
"""Where programs are, in a virtual environment and without one."""


def run(
    *arguments: str, variables: Mapping[str, str], stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[bytes]:
    """Run the program with NUL as all that is not said."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(**variables),
        stdin=stdin,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


# Without a person, as a scheduled task or a service: all three streams are NUL, for which isatty() is true.


def test_nul_is_not_a_terminal() -> None:
    with Path(os.devnull).open() as nothing, Path(os.devnull).open("w") as nowhere:
        assert (nothing.isatty(), nowhere.isatty()) == (True, True)
        assert (is_terminal(nothing), is_terminal(nowhere)) == (False, False)


@pytest.mark.parametrize(
    "arguments", [(), ("check",), ("save",), ("login",), ("guide", "--interactive"), ("delete",)], ids=" ".join
)
def test_nobody_is_asked_where_nobody_is(services: dict[str, str], arguments: tuple[str, ...]) -> None:
    ended = run(*arguments, variables=services)
    assert ended.returncode == Exit.USAGE, ended.stderr
    assert b"X01" not in ended.stderr


def test_doctor_writes_to_nul(services: dict[str, str]) -> None:
    nowhere: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    ended = subprocess.run([*COMMAND, "doctor"], env=environment(**services), timeout=SECONDS, check=False, **nowhere)
    assert b"X01" not in ended.stderr
    assert ended.returncode != Exit.UNEXPECTED, ended.stderr


# Git Bash without a pseudo-console: a window that Windows programs see as a pipe.


@pytest.fixture
def pipe() -> Iterator[Callable[[str], int]]:
    """Gives ``pipe(name)``: the descriptor of the reading end of a named pipe, to which someone has typed a line."""
    with ExitStack() as open_until_the_end:

        def pipe(name: str) -> int:
            if sys.platform != "win32":
                raise NotImplementedError
            import _winapi
            import msvcrt

            path = f"\\\\.\\pipe\\{name}"
            outbound, whole = 0x2, 1
            writing = _winapi.CreateNamedPipe(path, outbound, 0, whole, 4096, 4096, 0, 0)
            open_until_the_end.callback(_winapi.CloseHandle, writing)
            reading = _winapi.CreateFile(path, _winapi.GENERIC_READ, 0, 0, _winapi.OPEN_EXISTING, 0, 0)
            _winapi.WriteFile(writing, b"a line\n")
            descriptor = msvcrt.open_osfhandle(reading, os.O_RDONLY)
            open_until_the_end.callback(os.close, descriptor)
            return descriptor

        yield pipe


@pytest.mark.parametrize(
    ("name", "is_window"),
    [
        ("msys-1888ae32e00d56aa-pty0-from-master", True),
        ("cygwin-e022582115c10879-pty12-to-master", True),
        ("msys-1888ae32e00d56aa-pipe-0x5", False),
        ("another", False),
    ],
)
def test_a_window_of_git_bash_is_told_from_its_pipes(pipe: Callable[[str], int], name: str, is_window: bool) -> None:
    with os.fdopen(pipe(name), closefd=False) as stream:
        assert is_of_git_bash(stream) is is_window
        assert not is_terminal(stream)


@pytest.mark.parametrize("arguments", [(), ("check",), ("login",)], ids=" ".join)
def test_a_window_of_git_bash_shows_what_to_do(
    services: dict[str, str], pipe: Callable[[str], int], arguments: tuple[str, ...]
) -> None:
    ended = run(*arguments, stdin=pipe("msys-1888ae32e00d56aa-pty0-from-master"), variables=services)
    assert ended.returncode == Exit.USAGE
    assert b"winpty" in ended.stderr


# Folders.


@pytest.mark.parametrize(
    "folder", ["Éloïse Müller", "OneDrive - Société Été", "100% & (more) ^ 'quoted'", "日本", "x" * 200], ids=ascii
)
def test_any_folder_of_windows_can_be_the_home(services: dict[str, str], tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    ended = run("guide", "--lang", "fr", variables={**services, "AVA_ONBOARD_HOME": str(home)})
    assert ended.returncode == Exit.DONE, ended.stderr
    ended = run("check", variables={**services, "AVA_ONBOARD_HOME": str(home)})
    assert ended.returncode == Exit.USAGE
    assert b"X01" not in ended.stderr


def test_a_path_beyond_the_limit_of_windows_is_used_or_reported(command: Command, tmp_path: Path) -> None:
    """Programs may use paths of more than 260 characters only if an administrator has allowed it."""
    home = tmp_path.joinpath(*["long" * 20] * 4)
    ended = command("check", typed=KEY, AVA_ONBOARD_HOME=str(home))
    assert ended.returncode == Exit.DONE
    assert "X01" not in ended.stderr


def rights(path: Path) -> str:
    """Who may do what with the folder, in Windows' own words (SDDL); WD is everyone and BU all users."""
    if sys.platform != "win32":
        raise NotImplementedError
    advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    descriptor, size, text = ctypes.create_string_buffer(4096), ctypes.c_uint32(), ctypes.c_wchar_p()
    assert advapi.GetFileSecurityW(str(path), 4, descriptor, len(descriptor), ctypes.byref(size))
    name = advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW
    assert name(descriptor, 1, 4, ctypes.byref(text), None)
    return str(text.value)


def test_a_folder_outside_of_the_profile_is_made_private() -> None:
    folder = Path("C:\\", f"ava-onboard-test-{os.getpid()}")
    folder.mkdir()
    try:
        (folder / "state").mkdir()
        assert {"WD", "BU"} & set(rights(folder / "state").replace(")", ";").split(";")), "as it is by itself"
        for name in ("state", "log"):
            private_folder.make(folder / name)
            assert not {"WD", "BU"} & set(rights(folder / name).replace(")", ";").split(";"))
            (folder / name / "file").write_text("it is still ours")
    finally:
        for name in ("state", "log"):
            (folder / name / "file").unlink(missing_ok=True)
            (folder / name).rmdir()
        folder.rmdir()


# Credential Manager.


async def test_a_secret_does_not_follow_its_owner_to_other_computers() -> None:
    if sys.platform != "win32":
        raise NotImplementedError
    from win32ctypes.pywin32 import win32cred

    keyring.core.init_backend()
    store = OsKeyring("persistence", seconds=10)
    await store.put(SecretName.VAPI_KEY, ApiKey(KEY))
    kept = win32cred.CredRead(Type=win32cred.CRED_TYPE_GENERIC, TargetName="ava-onboard:persistence:vapi-key")
    await store.delete(SecretName.VAPI_KEY)
    assert kept["Persist"] == win32cred.CRED_PERSIST_LOCAL_MACHINE


# What is piped in.


@pytest.mark.parametrize("code_page", ["cp850", "cp1252"])
def test_a_password_in_a_code_page_is_refused_and_never_sent_changed(
    services: dict[str, str], world: World, code_page: str
) -> None:
    typed = f"{samples.ACCOUNT_IDENTIFIER}\npâss wörd\n".encode(code_page)
    ended = subprocess.run(
        [*COMMAND, "login"], env=environment(**services), input=typed, capture_output=True, timeout=SECONDS, check=False
    )
    assert ended.returncode == Exit.USAGE
    assert b"U10" in ended.stderr


# Ctrl+Break, which ends programs that do not expect it. wine sends it only to windows, so the program raises it itself.

BREAKING = """
import signal, sys, threading
from ava_onboard.__main__ import main

def press():
    sys.stdin.readline()
    signal.raise_signal(signal.SIGBREAK)

threading.Thread(target=press, daemon=True).start()
sys.argv[1:] = ["sandbox"]
main()
"""


def test_ctrl_break_is_heeded_like_ctrl_c(services: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BREAKING],
        env=environment(**services),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        _, err = process.communicate(b"\n", timeout=SECONDS)
    assert (process.returncode, err) == (0, b"")


def test_the_program_that_is_installed_runs() -> None:
    program = next(folder / "ava-onboard.exe" for folder in SCRIPTS if (folder / "ava-onboard.exe").exists())
    ended = subprocess.run([program, "--version"], capture_output=True, timeout=SECONDS, check=False)
    assert (ended.returncode, ended.stdout[:11]) == (0, b"ava-onboard")
