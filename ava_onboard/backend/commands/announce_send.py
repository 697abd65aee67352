"""`announce send`: send the mail to everyone who is to get it and has not."""

import argparse
import asyncio
import math
import sys
from collections import Counter
from typing import Any, TextIO

from ava_onboard.backend.announcement.message import Composer
from ava_onboard.backend.announcement.pace import Ending, Pace, Progress
from ava_onboard.backend.announcement.sending import Sending, due
from ava_onboard.backend.announcement.smtp import MailServer
from ava_onboard.backend.commands.campaigns import add_campaign
from ava_onboard.backend.commands.database import database
from ava_onboard.backend.commands.exit_codes import Exit
from ava_onboard.backend.commands.interruption import sigterm_like_ctrl_c
from ava_onboard.backend.settings import Settings
from ava_onboard.terminal import is_terminal

_BAR = 30
_USUAL = Pace()


def add_to(actions: Any) -> None:
    """Add the action's parser."""
    parser = actions.add_parser(
        "send",
        help="send the mail, once to each user",
        description="Send the mail to each user without a key who has not got it. Run it again at any time: nobody is "
        "sent it twice. Ctrl+C and SIGTERM end it after the mail that is being sent. A mail whose fate is unknown, "
        "because the connection or this program ended in the middle, is in doubt and is not sent again by itself.",
    )
    parser.add_argument("--dry-run", action="store_true", help="make every mail and count them; connect to no server")
    parser.add_argument(
        "--rate", type=_positive, default=_USUAL.rate, metavar="N", help=f"mails per second; default: {_USUAL.rate:g}"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="send N mails at most")
    parser.add_argument(
        "--backoff",
        type=_positive,
        default=_USUAL.backoff,
        metavar="SECONDS",
        help=f"wait after a temporary refusal, doubled after each further one in a row; default: {_USUAL.backoff:g}",
    )
    parser.add_argument(
        "--pause-after",
        type=_count,
        default=_USUAL.pause_after,
        metavar="N",
        help=f"end after N temporary refusals in a row; default: {_USUAL.pause_after}",
    )
    parser.add_argument(
        "--stop-after",
        type=_count,
        default=_USUAL.stop_after,
        metavar="N",
        help="end after N final refusals in a row, as they are hardly about the recipients; "
        f"default: {_USUAL.stop_after}",
    )
    parser.add_argument(
        "--in-doubt-too", action="store_true", help="send again what is in doubt: some users may then get it twice"
    )
    add_campaign(parser)
    parser.set_defaults(act=run)


def run(arguments: argparse.Namespace, settings: Settings, out: TextIO) -> int:
    """Send.

    Raises:
        SettingsError: A setting is missing, or a template unusable.
        MailServerError: The mail server cannot be used.
    """
    composer = Composer(settings)
    if arguments.dry_run:
        asyncio.run(_try(arguments, settings, composer, out))
        return Exit.DONE
    server = MailServer(settings)
    progress = Progress()
    bar = _Bar(sys.stderr)
    pace = Pace(arguments.rate, arguments.backoff, arguments.pause_after, arguments.stop_after, arguments.limit)

    async def send() -> Ending:
        nonlocal progress
        async with database(settings.database_url) as engine:
            mails = await due(engine, arguments.campaign, in_doubt_too=arguments.in_doubt_too)
            sending = Sending(engine, arguments.campaign, composer=composer, server=server, pace=pace, show=bar.show)
            progress = sending.progress
            return await sending.run(mails)

    remark = ""
    with sigterm_like_ctrl_c() as interruption:
        try:
            ending = asyncio.run(send())
            remark = _REMARKS[ending]
        except KeyboardInterrupt:
            remark = "Interrupted. Run it again to continue."
            return interruption.exit_code
        finally:  # also before a failure is reported
            bar.end()
            print(" ".join(filter(None, (_summary(progress), remark))), file=out)
    return Exit.DONE if ending in (Ending.DONE, Ending.LIMIT) else Exit.FAILED


_REMARKS = {
    Ending.DONE: "",
    Ending.LIMIT: "The limit was reached.",
    Ending.PAUSED: "The mail server wants to be asked later: run it again then.",
    Ending.REFUSED: "The mail server refused too many mails in a row, so it may refuse the sender or the text. Nobody "
    "was suppressed for these. Ask who runs it, then run this again.",
}


async def _try(arguments: argparse.Namespace, settings: Settings, composer: Composer, out: TextIO) -> None:
    """Make each mail that would be sent."""
    languages: Counter[str] = Counter()
    async with database(settings.database_url) as engine:
        mails = await due(engine, arguments.campaign, in_doubt_too=arguments.in_doubt_too)
    for mail in mails[: arguments.limit]:
        account = mail.account
        composer.compose(
            email=account.email or "",
            name=account.name,
            locale=account.locale,
            token="",
        )
        languages[composer.text_for(account.locale).language] += 1
    named = ", ".join(f"{language} {count}" for language, count in sorted(languages.items()))
    minutes = math.ceil(languages.total() / arguments.rate / 60)
    print(
        f"Would be sent: {languages.total()}{f' ({named}), in about {minutes} min' if named else ''}. "
        "Nothing was sent.",
        file=out,
    )


def _summary(progress: Progress) -> str:
    return (
        f"Sent: {progress.sent}; bounced: {progress.bounced}; in doubt: {progress.in_doubt}; "
        f"left out since the start: {progress.left_out}; left for later: {progress.total - progress.done}."
    )


class _Bar:
    """A progress bar, where someone sees it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_seen = is_terminal(stream)
        self._is_drawn = False

    def show(self, progress: Progress) -> None:
        """Draw it."""
        if self._is_seen:
            filled = _BAR * progress.done // max(progress.total, 1)
            bar = "#" * filled + "-" * (_BAR - filled)
            counts = f"sent {progress.sent}, bounced {progress.bounced}, later {progress.deferred}"
            self._stream.write(f"\r[{bar}] {progress.done}/{progress.total}  {counts}\x1b[K")
            self._stream.flush()
            self._is_drawn = True

    def end(self) -> None:
        """End its line."""
        if self._is_drawn:
            self._stream.write("\n")
            self._is_drawn = False


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (0 < number <= 1_000_000):
        raise argparse.ArgumentTypeError("expected a number above 0")
    return number


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) >= 1 and len(text) < 10):
        raise argparse.ArgumentTypeError("expected a whole number from 1 on")
    return int(text)
