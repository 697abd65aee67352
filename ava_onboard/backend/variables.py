"""Environment variables, and the files that they name: hosts hand secrets over as either."""

import logging
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

_FILE = "_FILE"
_OF_KUBERNETES = re.compile(r"(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)")
_PORT_OF_KUBERNETES = re.compile(r"(?:tcp|udp|sctp)://")
"""What it says in each container about a Service that is named like this program."""
_OPTIONS = ("HOST", "PORT", "WORKERS", "STOP_TIMEOUT", "LOG_LEVEL")
"""Options of `serve` that one may expect to be settings."""
_ASSIGNMENT = re.compile(r"(?:export\s+)?[A-Z][A-Z0-9_]{3,}\s*=\s*[^=\s]")
_log = logging.getLogger(__name__)


class SettingsError(ValueError):
    """Settings are missing or unusable. The message names them and holds none of their values."""


def read(
    environment: Mapping[str, str], prefix: str, fields: Sequence[str], secrets: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield the fields that are set, with their values. Empty variables count as absent.

    Args:
        environment: All variables.
        prefix: What those of this program begin with.
        fields: Names of the settings, in lower case.
        secrets: Those of them that nobody else may read.

    Raises:
        SettingsError: A variable with the prefix is no setting, a setting has both forms, its file cannot be read or is
            empty, others may read or write it, or a secret has quotes, lines or a name around it.
    """
    names = {prefix + field.upper(): field for field in fields}
    environment = {name: value for name, value in environment.items() if not _is_of_kubernetes(name, value, prefix)}
    for variable in environment:
        if variable.startswith(prefix) and variable.removesuffix(_FILE) not in names:
            raise SettingsError(f"{variable}: there is no such setting{_meant(variable, names, prefix)}")
    for variable, field in names.items():
        text, file = environment.get(variable), environment.get(variable + _FILE)
        if text and file:
            raise SettingsError(f"{variable}: set either this or {variable}{_FILE}")
        if value := _content(variable + _FILE, file, is_secret=field in secrets) if file else text:
            if field in secrets and (flaw := _flaw(value)):
                raise SettingsError(f"{variable}{_FILE if file else ''}: {flaw}")
            yield field, value


def _is_of_kubernetes(variable: str, value: str, prefix: str) -> bool:
    name = variable.removeprefix(prefix)
    if name == variable:
        return False
    is_port = name == "PORT" or name.endswith("_PORT")
    return bool(_OF_KUBERNETES.fullmatch(name) or (is_port and _PORT_OF_KUBERNETES.match(value)))


def _meant(variable: str, names: Collection[str], prefix: str) -> str:
    """Return the end of a sentence: which setting or option a name is close to."""
    name = variable.removeprefix(prefix).removesuffix(_FILE)
    if name in _OPTIONS:
        return f"; serve has --{name.lower().replace('_', '-')}"
    near = get_close_matches(name, [known.removeprefix(prefix) for known in names], n=1)
    return f"; is {prefix}{near[0]} meant?" if near else ""


def _flaw(secret: str) -> str | None:
    """Say what is around a secret that another program would have taken off, or add to it."""
    text = secret.strip()
    if len(text.splitlines()) > 1:
        return "it has several lines; only the value belongs there"
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return "it has quotes around it, which would be part of the value"
    if _ASSIGNMENT.match(text):
        return "it is of the form NAME=value; only the value belongs there"
    return None


def check_mode(variable: str, file: str | Path, found: os.stat_result, *, is_secret: bool = False) -> None:
    """Check that no other user of the computer may change a file, or read what is secret. POSIX only.

    A file that root owns is read by others in each Docker or Kubernetes container that hands secrets over, and nobody
    else may be there: then the log warns.

    Args:
        variable: The variable that names the file.
        file: Its path.
        found: What `stat` says about it.
        is_secret: Whether a file that others may read is refused if its owner runs this: it takes one command.

    Raises:
        SettingsError: The file is refused.
    """
    if os.name != "posix":
        return
    if found.st_mode & stat.S_IWOTH:
        raise SettingsError(f"{variable}: every user of this computer can write to {file}; run chmod o-w {file}")
    if not found.st_mode & stat.S_IROTH:
        return
    sentence = f"{variable}: every user of this computer can read {file}"
    if is_secret and found.st_uid == os.geteuid() != 0:
        raise SettingsError(f"{sentence}; run chmod o-r {file}")
    _log.warning("%s", sentence)


def _content(variable: str, file: str, *, is_secret: bool) -> str:
    try:
        with Path(file).open(encoding="utf-8-sig") as opened:  # editors of Windows begin a file with that mark
            text = opened.read().rstrip("\r\n")
            found = os.fstat(opened.fileno())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable}: {file} cannot be read ({type(error).__name__})") from None
    if not text.strip():
        raise SettingsError(f"{variable}: {file} is empty")
    if is_secret:
        check_mode(variable, file, found, is_secret=True)
    return text
