"""Settings. An option takes precedence over the environment, and that over the default.

Reading them is cheap, because it happens before the first paint.
"""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import NamedTuple

from ava_onboard.domain import problems, store_kind
from ava_onboard.domain.failure import failed
from ava_onboard.domain.secret import Passphrase, Token
from ava_onboard.domain.store_kind import StoreKind
from ava_onboard.domain.verdict import VAPI_URLS, Region
from ava_onboard.environment import SECRETS
from ava_onboard.locales import parse

AVA_URL = "https://ava-api-production.onrender.com"
_OWN_ACCESSIBLE = "AVA_ONBOARD_ACCESSIBLE"
_VAPI_VARIABLES = {Region.US: "VAPI_API_URL", Region.EU: "VAPI_EU_API_URL"}

DEFAULT_PROFILE = "default"
_LONGEST_PROFILE = 32
_DEVICES = {"con", "nul", "aux", "prn"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
"""Names that Windows reserves for devices, with any extension."""

_YES = ("1", "true", "yes", "on", "y", "t", "oui", "o", "vrai")
_NO = ("0", "false", "no", "off", "n", "f", "non", "faux")
"""What a switch may be set to, in any case, in English and French."""


class Config(NamedTuple):
    """Where the services are, and what the environment says about the person."""

    ava_url: str = AVA_URL
    ava_url_is_said: bool = False
    """Whether ``AVA_API_URL`` is set: it takes precedence over the Ava that the profile used last."""
    ava_url_cut: str = ""
    """What ``AVA_API_URL`` had at its end and the program adds itself, such as ``/api/v1``."""
    vapi_urls: Mapping[Region, str] | None = None
    """The regions with their addresses; None means those of Vapi."""
    simulated: bool = False
    """Whether the services are those of the demo, whose addresses nobody has set."""
    token: Token | None = None
    """``AVA_TOKEN``: takes precedence over a stored session, and is never written anywhere."""
    passphrase: Passphrase | None = None
    """``AVA_ONBOARD_PASSPHRASE``: opens the secret store without a question."""
    language: str | None = None
    """``--lang`` or ``AVA_ONBOARD_LANG``; None if neither is given."""
    home: Path | None = None
    """``AVA_ONBOARD_HOME``: one folder for everything; None means the system's folders."""
    profile: str = DEFAULT_PROFILE
    """``--profile`` or ``AVA_ONBOARD_PROFILE``: each has its own session, key and progress."""
    accessible: bool = False
    """Questions and answers line by line instead of the full screen, with words instead of signs."""
    accessible_by: str = ""
    """The option or variable that has decided that; empty if the person's choice in the menu does."""
    bell: bool | None = None
    """``AVA_ONBOARD_BELL``: whether a bell tells that a long wait is over; None for the saved choice."""

    offers_clipboard: bool = True
    """``AVA_ONBOARD_CLIPBOARD``: whether the app looks for a key on the clipboard to offer it."""

    @property
    def regions(self) -> Mapping[Region, str]:
        """Vapi's addresses, the first region first."""
        return self.vapi_urls or VAPI_URLS

    @property
    def own_ava_url(self) -> str | None:
        """The address of Ava; None for the default one. Files and secrets of an Ava are named after it."""
        return None if self.ava_url == AVA_URL else self.ava_url

    @property
    def ava_setting(self) -> str | None:
        """The variable that has set the address of Ava, in this run or an earlier one of the profile; None if none."""
        return "AVA_API_URL" if self.own_ava_url and not self.simulated else None

    @property
    def vapi_settings(self) -> Mapping[Region, str]:
        """The variables that have set the addresses of Vapi's regions, of those that have one."""
        own = (region for region, url in self.regions.items() if url != VAPI_URLS[region] and not self.simulated)
        return {region: _VAPI_VARIABLES[region] for region in own}

    def command(self, what: str) -> str:
        """Return a command line for this profile, such as ``ava-onboard sync --profile shop``."""
        return f"ava-onboard {what}" + ("" if self.profile == DEFAULT_PROFILE else f" --profile {self.profile}")

    @property
    def state_file(self) -> Path:
        """The profile's saved progress; what belongs to one Ava is in a file beside it.

        This and the other files raise C09 without a folder to be in.
        """
        return self._folder("state") / f"{self.profile}.json"

    def store_file(self, kind: StoreKind) -> Path:
        """Return the file that exists if the person has chosen this kind of secret store."""
        return self._folder("state") / f"{self.profile}{kind.suffix}"

    @property
    def default_store(self) -> StoreKind:
        """The kind of secret store that is used until the person chooses another."""
        return store_kind.MEMORY if self.simulated else store_kind.DEFAULT

    @property
    def store(self) -> StoreKind:
        """The kind of secret store in use."""
        return store_kind.in_use(lambda kind: os.path.lexists(self.store_file(kind)), self.default_store)

    @property
    def log_file(self) -> Path:
        """Where an unexpected error is described, without secrets."""
        return self._folder("log") / "ava-onboard.log"

    @property
    def accessible_file(self) -> Path:
        """The file that exists if the person has chosen accessible mode, for every profile."""
        return self._folder("state") / "accessible"

    @property
    def desk_log_file(self) -> Path:
        """What happened in the calls of the support desk."""
        return self._folder("state") / "desk-calls.jsonl"

    def _folder(self, kind: str) -> Path:
        if self.home:
            return self.home / kind
        import platformdirs

        folders = platformdirs.PlatformDirs("ava-onboard", appauthor=False)
        try:
            folder = folders.user_log_path if kind == "log" else folders.user_state_path
        except RuntimeError:
            folder = Path("~")
        if not folder.is_absolute():  # without a home, older versions give a folder named ~
            raise failed(problems.NO_HOME)
        return folder


def read(
    environment: Mapping[str, str] = os.environ,
    *,
    language: str | None = None,
    profile: str | None = None,
    accessible: bool | None = None,
) -> Config:
    """Read the settings of this run.

    Args:
        environment: The environment's variables.
        language: ``--lang``.
        profile: ``--profile``.
        accessible: Whether ``--accessible`` or ``--no-accessible`` is given; None for neither.

    Raises:
        ProblemError: C01 for an insecure address, C02 for a value that cannot be used.
    """
    said, cut = _ava_url(environment)
    accessible, accessible_by = _accessible(environment, option=accessible)
    return Config(
        ava_url=said or AVA_URL,
        ava_url_is_said=said is not None,
        ava_url_cut=cut,
        vapi_urls=_vapi_urls(environment),
        token=_token(environment),
        passphrase=Passphrase(environment["AVA_ONBOARD_PASSPHRASE"])
        if environment.get("AVA_ONBOARD_PASSPHRASE")
        else None,
        language=_language("--lang", language) or _language("AVA_ONBOARD_LANG", environment.get("AVA_ONBOARD_LANG")),
        home=_home(environment),
        profile=_profile("--profile", profile)
        or _profile("AVA_ONBOARD_PROFILE", environment.get("AVA_ONBOARD_PROFILE") or None)
        or DEFAULT_PROFILE,
        accessible=accessible,
        accessible_by=accessible_by,
        bell=_own_switch("AVA_ONBOARD_BELL", environment),
        offers_clipboard=_own_switch("AVA_ONBOARD_CLIPBOARD", environment) is not False,
    )


def forget_secrets(environment: MutableMapping[str, str] = os.environ) -> None:
    """Remove the secrets from the environment, so that child processes cannot see them."""
    for name in SECRETS:
        environment.pop(name, None)


def _vapi_urls(environment: Mapping[str, str]) -> Mapping[Region, str] | None:
    """Return the regions; with ``VAPI_API_URL`` only those that are given, so that no key goes to the public Vapi."""
    first, european = (_url(_VAPI_VARIABLES[region], environment) for region in (Region.US, Region.EU))
    if first:
        return {Region.US: first} | ({Region.EU: european} if european else {})
    return {**VAPI_URLS, Region.EU: european} if european else None


def _ava_url(environment: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the address of Ava, and what was cut off its end."""
    text = _url("AVA_API_URL", environment)
    if text is None:
        return None, ""
    from ava_onboard.domain.address import without_api_path

    return without_api_path(text)


def _url(name: str, environment: Mapping[str, str]) -> str | None:
    text = environment.get(name, "").strip().rstrip("/")
    if not text:
        return None
    from ava_onboard.domain.address import flaw

    problem = flaw(text) or (None if text.isascii() or _can_be_written_in_ascii(text) else problems.BAD_SETTING)
    if problem:
        raise failed(problem, name=name)
    return text


def _can_be_written_in_ascii(address: str) -> bool:
    """Return whether httpx accepts the letters of the host that are not ASCII: it follows IDNA 2008."""
    import httpx  # slow, so only for such a host

    try:
        httpx.URL(address)
    except httpx.InvalidURL:
        return False
    return True


def _home(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("AVA_ONBOARD_HOME")
    try:
        return Path(folder).expanduser() if folder else None
    except RuntimeError:
        raise failed(problems.BAD_SETTING, name="AVA_ONBOARD_HOME") from None


def _accessible(environment: Mapping[str, str], *, option: bool | None) -> tuple[bool, str]:
    """Return whether it is on, and what decides that: the option, our own variable, or one that others know.

    A value of ``ACCESSIBLE`` that is not a yes or no belongs to another program, so it is ignored.
    """
    own = _own_switch(_OWN_ACCESSIBLE, environment)
    if option is not None:
        return option, "--accessible" if option else "--no-accessible"
    if own is not None:
        return own, _OWN_ACCESSIBLE
    of_all_programs = _switch(environment.get("ACCESSIBLE", ""))
    return of_all_programs is True, "" if of_all_programs is None else "ACCESSIBLE"


def _own_switch(name: str, environment: Mapping[str, str]) -> bool | None:
    """Return what a switch of this program is set to; None if it is not set."""
    text = environment.get(name, "")
    if (own := _switch(text)) is None and text.strip():
        raise failed(problems.BAD_SETTING, name=name)
    return own


def _switch(text: str) -> bool | None:
    """Parse a yes or a no; return None for anything else."""
    word = text.strip().lower()
    if word in _YES:
        return True
    return False if word in _NO else None


def _token(environment: Mapping[str, str]) -> Token | None:
    text = environment.get("AVA_TOKEN", "").strip()
    if not text:
        return None
    if not all("!" <= character <= "~" for character in text):
        raise failed(problems.BAD_SETTING, name="AVA_TOKEN")
    return Token(text)


def is_profile(text: str) -> bool:
    """Return whether a profile can have this name, in file names and keyrings of every operating system."""
    plain = text.isascii() and text.replace("-", "").isalnum() and text == text.lower()
    return plain and len(text) <= _LONGEST_PROFILE and not text.startswith("-") and text not in _DEVICES


def _profile(name: str, text: str | None) -> str | None:
    if text is not None and not is_profile(text):
        raise failed(problems.BAD_SETTING, name=name)
    return text


def _language(name: str, text: str | None) -> str | None:
    if not text:
        return None
    choice = parse(text)
    if choice is None:
        raise failed(problems.BAD_SETTING, name=name)
    return choice
