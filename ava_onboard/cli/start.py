"""``ava-onboard``: the app against the real services. Heavy parts are made in a thread after the first paint."""

from ava_onboard.cli.wiring import connector, now, protected_file, real_services, use_language
from ava_onboard.config import DEFAULT_PROFILE, Config
from ava_onboard.gateways.browser import WebBrowser
from ava_onboard.gateways.clipboard import OsClipboard
from ava_onboard.gateways.journal import FileJournal
from ava_onboard.onboarding import Onboarding
from ava_onboard.tui.app import OnboardApp
from ava_onboard.tui.desktop import Desktop


def start(settings: Config) -> int:
    """Run the app; its exit code."""
    journal = FileJournal(settings.state_file)
    here = settings.at(journal.load().ava_url)
    services, file = connector(lambda: real_services(here, app.look_for_window)), protected_file(here)
    onboarding = Onboarding(journal, now, services, here.own_ava_url, file)
    use_language(settings, onboarding)
    app = OnboardApp(
        onboarding,
        desktop(settings),
        ava_host=here.ava_url,
        environment_token=settings.token is not None,
        profile="" if settings.profile == DEFAULT_PROFILE else settings.profile,
        ask_at_start=settings.token is not None or onboarding.progress.account is not None,
    )
    app.run()
    return app.return_code or 0


def desktop(settings: Config) -> Desktop:
    """This computer."""
    return Desktop(WebBrowser(), OsClipboard(), now, settings.log_file)
