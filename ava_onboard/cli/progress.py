"""Open the saved progress of a profile at its Ava, and speak its language."""

from ava_onboard import locales
from ava_onboard.adapters.state import progress_files
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.config import AVA_URL, Config
from ava_onboard.domain.progress import Progress


def open_progress(settings: Config) -> tuple[Config, ProgressFiles]:
    """Return the settings with the Ava of the profile, unless this run names one, and the progress saved there."""
    if not settings.ava_url_is_said:
        settings = settings._replace(ava_url=progress_files.last_ava(settings.state_file) or AVA_URL)
    return settings, ProgressFiles(settings.state_file, settings.own_ava_url)


def use_language(settings: Config, progress: Progress, otherwise: str | None = None) -> None:
    """Choose the language: option or environment, then the saved choice, then ``otherwise`` or else the locale."""
    saved = locales.parse(progress.language)
    locales.use(settings.language or saved or otherwise or locales.of_system())
