"""Open the saved progress of a profile at its Ava."""

from ava_onboard.adapters.state import progress_files
from ava_onboard.adapters.state.progress_files import ProgressFiles
from ava_onboard.config import AVA_URL, Config


def open_progress(settings: Config) -> tuple[Config, ProgressFiles]:
    """Return the settings with the Ava of the profile, unless this run names one, and the progress saved there."""
    if not settings.ava_url_is_said:
        settings = settings._replace(ava_url=progress_files.last_ava(settings.state_file) or AVA_URL)
    return settings, ProgressFiles(settings.state_file, settings.own_ava_url)
