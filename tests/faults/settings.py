"""Settings and files of this computer that are wrong, one at a time, and what a command says of each."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ava_onboard.domain.failure import Exit

ELSEWHERE = "https://ava.invalid"
"""An Ava beyond loopback, to which proxies and certificates matter. Its name is known nowhere."""
SECRET = "MARKED-password"
NAMES = ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "AVA_API_URL")

Make = Callable[[Path], str]
"""Makes what a setting leads to, below the person's folder; gives the value of the setting."""


class Row(NamedTuple):
    """What is wrong, and what ``sync --json`` makes of it."""

    code: str | None = None
    """None: it does no harm."""
    exit: Exit = Exit.DONE
    culprit: str | None = None
    """The setting or file that is named, and no other setting."""
    ava: str | None = None
    """Another Ava than the sandbox's."""
    settings: dict[str, str | Make] = {}
    files: Callable[[Path], None] = lambda _home: None
    proxy: int | None = None
    """How the proxy answers; None if nothing is there. The settings call its port ``{port}``."""


def _missing(home: Path) -> str:
    return str(home / "missing.pem")


def _text(home: Path) -> str:
    path = home / "text.pem"
    path.write_text("no certificate")
    return str(path)


def _empty_folder(home: Path) -> str:
    (home / "certificates").mkdir()
    return str(home / "certificates")


def _below_a_file(home: Path) -> str:
    return f"{_text(home)}/keys.log"


def _pipe(name: str) -> Callable[[Path], None]:
    def make(home: Path) -> None:
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return make


def _log_folder_is_a_file(home: Path) -> None:
    (home / "log").write_text("")


def _bad(name: str, value: str | Make) -> Row:
    return Row("C02", Exit.USAGE, name, ELSEWHERE, {name: value})


def _address(value: str, code: str = "C02") -> Row:
    return Row(code, Exit.USAGE, "AVA_API_URL", value)


def _answered(status: int, code: str, culprit: str | None = None) -> Row:
    return Row(code, Exit.UNREACHABLE, culprit, ELSEWHERE, {"HTTPS_PROXY": _PROXY}, proxy=status)


_PROXY = f"http://user:{SECRET}@127.0.0.1:{{port}}"
_ODD = "fe80::/10,,[::1,.,:99999,http://,10.0.0.0/33,\u2603"

ROWS = {
    "proxy: nonsense": _bad("HTTPS_PROXY", "://"),
    "proxy: blank": _bad("HTTPS_PROXY", " "),
    "proxy: two words": _bad("HTTPS_PROXY", "http://a b"),
    "proxy: port 0": _bad("ALL_PROXY", "http://127.0.0.1:0"),
    "proxy: SOCKS": _bad("ALL_PROXY", f"socks5://user:{SECRET}@127.0.0.1:1"),
    "proxy: refused": Row("N07", Exit.UNREACHABLE, "HTTPS_PROXY", ELSEWHERE, {"HTTPS_PROXY": _PROXY}),
    "proxy: refused, for all": Row("N07", Exit.UNREACHABLE, "ALL_PROXY", ELSEWHERE, {"ALL_PROXY": _PROXY}),
    "proxy: 407": _answered(407, "N10", "HTTPS_PROXY"),
    "proxy: 403": _answered(403, "N08"),
    "proxy: 511": _answered(511, "N13"),
    "NO_PROXY: odd": Row("N07", Exit.UNREACHABLE, "HTTPS_PROXY", ELSEWHERE, {"HTTPS_PROXY": _PROXY, "NO_PROXY": _ODD}),
    "NO_PROXY: odd, and Ava": Row(
        "N01", Exit.UNREACHABLE, None, ELSEWHERE, {"HTTPS_PROXY": _PROXY, "NO_PROXY": f"{_ODD},ava.invalid"}
    ),
    "NO_PROXY: odd, and Ava here": Row(settings={"HTTPS_PROXY": _PROXY, "NO_PROXY": _ODD}),
    "certificates: missing": _bad("SSL_CERT_FILE", _missing),
    "certificates: text": _bad("SSL_CERT_FILE", _text),
    "certificates: no folder": _bad("SSL_CERT_DIR", _missing),
    "certificates: empty": _bad("SSL_CERT_DIR", _empty_folder),
    "SSLKEYLOGFILE: unwritable": Row(settings={"SSLKEYLOGFILE": _below_a_file}),
    "address: a word": _address("nonsense"),
    "address: no host": _address("https://"),
    "address: another scheme": _address("ftp://ava.example"),
    "address: password": _address(f"https://user:{SECRET}@ava.example"),
    "address: no number": _address("https://256.1.1.1"),
    "address: no port": _address("https://ava.example:0"),
    "address: insecure": _address("http://ava.example", "C01"),
    "state: a pipe": Row("C08", Exit.UNEXPECTED, "default.json", files=_pipe("state/default.json")),
    "log: a pipe": Row(files=_pipe("log/ava-onboard.log")),
    "log: no folder": Row(files=_log_folder_is_a_file),
}
