"""The profiles of this computer, found by their progress files."""

from collections.abc import Callable, Sequence

from ava_onboard.adapters.state import progress_files
from ava_onboard.cli import wiring
from ava_onboard.config import DEFAULT_PROFILE, Config, is_profile
from ava_onboard.domain.fact import Answer
from ava_onboard.onboarding.profiles import KnownProfile, Profile


class ProfilesHere:
    """See ``Profiles``.

    Args:
        settings: Those of this run. Its profile is in the list even if nothing is saved of it.
        look_for_window: Tells the person that the keyring asks for something in a window.
    """

    def __init__(self, settings: Config, look_for_window: Callable[[], object] = lambda: None) -> None:
        self._settings = settings
        self._look_for_window = look_for_window

    def all(self) -> Sequence[KnownProfile]:
        """Return the profiles that something is saved of; the default one is the first."""
        saved = filter(is_profile, progress_files.profile_names(self._settings.state_file.parent))
        names = {*saved, DEFAULT_PROFILE, self._settings.profile}
        return [self._known(name) for name in sorted(names, key=lambda name: (name != DEFAULT_PROFILE, name))]

    def may_be_called(self, name: str) -> bool:
        """Return whether a profile can have this name."""
        return is_profile(name)

    def open(self, name: str) -> Profile:
        """Start using a profile, in the language that was chosen there; an unknown one is new."""
        self._settings = self._settings._replace(profile=name)
        here = wiring.with_ava_of_profile(self._settings)
        stores = wiring.optional_stores(here, here.passphrase)
        onboarding = wiring.onboarding_here(here, stores, self._look_for_window)
        wiring.use_language(here, onboarding.progress)
        return Profile(
            onboarding,
            here.ava_url,
            name,
            mark="" if name == DEFAULT_PROFILE else name,
            ask_at_start=onboarding.environment_token or onboarding.progress.account is not None,
        )

    def _known(self, name: str) -> KnownProfile:
        """Return what is saved of a profile at its Ava."""
        settings = wiring.with_ava_of_profile(self._settings._replace(profile=name))
        saved = wiring.saved_progress(settings)
        progress = saved.look()
        waits = progress.kept.answer is Answer.YES and progress.key_may_be_only_here
        badge = progress.status().badge
        return KnownProfile(name, progress.account, badge, settings.own_ava_url, waits, saved.unread)
