"""The profiles of this computer: one journal for each, in the folder of state."""

from collections.abc import Callable, Sequence

from ava_onboard import locales
from ava_onboard.adapters.state.progress_file import FileJournal
from ava_onboard.cli.wiring import connector, now, optional_stores, real_services
from ava_onboard.config import DEFAULT_PROFILE, Config, is_profile
from ava_onboard.domain.progress import Progress
from ava_onboard.domain.status import Answer, Status
from ava_onboard.onboarding import Onboarding
from ava_onboard.onboarding.profiles import KnownProfile, Profile


class ProfilesHere:
    """See ``Profiles``.

    Args:
        settings: Those of this run; its profile is one of those that are known, even if nothing is remembered of it.
        look_for_window: Tells the person that the keyring asks for something in a window.
    """

    def __init__(self, settings: Config, look_for_window: Callable[[], object] = lambda: None) -> None:
        self._settings = settings
        self._look_for_window = look_for_window

    def all(self) -> Sequence[KnownProfile]:
        """Those that something is remembered of; the one that everybody has is the first."""
        files = self._settings.state_file.parent.glob("*.json")
        names = {file.stem for file in files if is_profile(file.stem)} | {DEFAULT_PROFILE, self._settings.profile}
        return [self._known(name) for name in sorted(names, key=lambda name: (name != DEFAULT_PROFILE, name))]

    def may_be_called(self, name: str) -> bool:
        """Whether a profile can have this name."""
        return is_profile(name)

    def open(self, name: str) -> Profile:
        """Begin to use a profile, in the language that was chosen there; one that is not known yet is new."""
        self._settings = self._settings._replace(profile=name)
        journal = FileJournal(self._settings.state_file)
        here = self._settings.at(journal.load().ava_url)
        services = connector(lambda: real_services(here, self._look_for_window))
        onboarding = Onboarding(
            journal,
            now,
            services,
            here.own_ava_url,
            optional_stores(here),
            environment_token=here.token is not None,
        )
        chosen = locales.parse(onboarding.progress.language)
        locales.use(here.language or chosen or locales.language())
        return Profile(
            onboarding,
            here.ava_url,
            name,
            mark="" if name == DEFAULT_PROFILE else name,
            ask_at_start=here.token is not None or onboarding.progress.account is not None,
        )

    def _known(self, name: str) -> KnownProfile:
        """What is remembered of a profile, seen from the Ava that it would ask."""
        settings = self._settings._replace(profile=name)
        remembered = FileJournal(settings.state_file).look() or Progress()
        settings = settings.at(remembered.ava_url)
        seen = remembered.at(settings.own_ava_url)
        waits = seen.kept.answer is Answer.YES and seen.known.answer is not Answer.YES
        badge = Status(last_known=seen.known).badge
        return KnownProfile(name, seen.account, badge, settings.own_ava_url, waits)
