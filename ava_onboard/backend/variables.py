"""Environment variables, and the files that they name: hosts hand secrets over as either."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

_FILE = "_FILE"


class SettingsError(ValueError):
    """Settings are missing or unusable. The message names them and holds none of their values."""


def read(environment: Mapping[str, str], prefix: str, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that are set, with their values. Empty variables count as absent.

    Args:
        environment: All variables.
        prefix: What those of this program begin with.
        fields: Names of the settings, in lower case.

    Raises:
        SettingsError: A variable with the prefix is no setting, a setting has both forms, or its file cannot be read.
    """
    names = {prefix + field.upper(): field for field in fields}
    for variable in environment:
        if variable.startswith(prefix) and variable.removesuffix(_FILE) not in names:
            near = get_close_matches(variable.removesuffix(_FILE), names, n=1)
            raise SettingsError(f"{variable}: there is no such setting{f'; is {near[0]} meant?' if near else ''}")
    for variable, field in names.items():
        text, file = environment.get(variable), environment.get(variable + _FILE)
        if text and file:
            raise SettingsError(f"{variable}: set either this or {variable}{_FILE}")
        if value := _content(variable, file) if file else text:
            yield field, value


def _content(variable: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable}{_FILE}: {file} cannot be read ({type(error).__name__})") from None
