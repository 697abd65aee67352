"""Check everything between this computer and Ava, and write a report for support."""

import asyncio
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from ava_onboard import __version__, locales
from ava_onboard.adapters.doctor.computer import Computer
from ava_onboard.adapters.doctor.network import Probes
from ava_onboard.adapters.doctor.sockets import Target
from ava_onboard.adapters.http.retries import Retries
from ava_onboard.adapters.services.ava import HttpAva
from ava_onboard.cli.characters import speaks_words
from ava_onboard.cli.console import Console
from ava_onboard.cli.json_output import failure_fields
from ava_onboard.cli.wiring import optional_stores, os_keyring
from ava_onboard.config import Config
from ava_onboard.domain import problems, speakable
from ava_onboard.domain.checks import (
    Check,
    Failed,
    Outcome,
    Passed,
    Result,
    Skipped,
    first_failure,
    reported,
)
from ava_onboard.domain.failure import Exit, Failure, failed
from ava_onboard.domain.local_time import now
from ava_onboard.domain.problems import CONFIRMATION_NEEDED
from ava_onboard.domain.verdict import Region
from ava_onboard.locales import _
from ava_onboard.onboarding import doctor, patience
from ava_onboard.onboarding.ports import SecretStore
from ava_onboard.text import problem, store_words, waiting
from ava_onboard.text.line import labelled
from ava_onboard.text.status import profile_label

if TYPE_CHECKING:
    from ava_onboard.cli import json_types

_OUTCOMES: "Mapping[type[Outcome], Literal['passed', 'failed', 'skipped']]" = {
    Passed: "passed",
    Failed: "failed",
    Skipped: "skipped",
}
_SIGNS = {Passed: "✓", Failed: "✗", Skipped: "·"}


def run(
    settings: Config,
    console: Console,
    *,
    json_output: bool,
    bundle: str | None,
    assume_yes: bool,
    store: SecretStore | None = None,
) -> int:
    """Run the checks and show their results.

    Args:
        settings: Where the services are.
        console: Where it is shown; a report to write is shown as a message first.
        json_output: Print one line of JSON instead of text.
        bundle: The file to write the report to, which must not exist yet.
        assume_yes: Write it without asking.
        store: The keyring; None means that of this computer.

    Returns:
        0 if no check failed, else the exit code of the first failure. If none failed but the report was not
        written: 1 (C06), or 2 if questions cannot be asked.

    Raises:
        ProblemError: C02 if ``bundle`` is not a file name.
    """
    if bundle == "":
        raise failed(problems.BAD_SETTING, name="--bundle")
    if not json_output:
        console.result(*_about(settings), "")
    keyring = store or os_keyring(settings, lambda: console.say(waiting.keyring_window()))
    results = asyncio.run(_examine(settings, keyring, console, silent=json_output))
    failure, report = first_failure(results), _report(settings, results)
    if json_output:
        console.print_json(report)
    else:
        console.result("", *(problem.lines(failure, whole_id=True) if failure else [_well(results)]))
    written = Exit.DONE if bundle is None else _write(Path(bundle), report, console, assume_yes=assume_yes)
    return failure.problem.exit if failure else written


async def _examine(
    settings: Config,
    keyring: SecretStore,
    console: Console,
    *,
    silent: bool,
) -> list[Result]:
    kind = settings.store
    chosen = optional_stores(settings, settings.passphrase).get(kind)
    store = chosen or keyring
    names = settings.vapi_settings
    first, *others = (
        Target("Vapi", url, region is Region.EU, names.get(region)) for region, url in settings.regions.items()
    )
    ava_server = Target("Ava", settings.ava_url, setting=settings.ava_setting)
    probes = Probes([first, ava_server, *others], now, retries=Retries())
    computer = Computer(store, settings.state_file, home=settings.home)

    async def ava() -> Outcome:
        with patience.then(lambda seconds: console.say(waiting.so_far(waiting.asking_ava(), seconds))):
            return await probes.ava()

    def own_ava() -> HttpAva:
        return HttpAva(probes.client, settings.ava_url, setting=settings.ava_setting)

    async def session() -> Outcome:
        return await doctor.session(own_ava(), store, settings.token)

    async def use() -> Outcome:
        return await doctor.use(own_ava(), store, settings.token)

    results: list[Result] = []
    try:
        looks = {**computer.all, **probes.all, Check.AVA: ava, Check.SESSION: session, Check.USE: use}
        if chosen:
            words = store_words.of(kind)
            looks[Check.KEYRING] = lambda: doctor.chosen_store(
                chosen, kind.name, opens=words.doctor_opens, closed=words.doctor_closed
            )
        async with aclosing(doctor.examine(looks)) as examination:
            async for result in examination:
                results.append(result)
                if not silent:
                    console.result(_line(result))
    finally:
        await probes.close()
    return results


def _about(settings: Config) -> Iterator[str]:
    """Return what is examined: the profile and its Ava."""
    yield labelled(profile_label(), settings.profile)
    yield labelled("Ava", settings.ava_url)
    if settings.ava_url_cut:
        yield "▲ " + _("AVA_API_URL works without {path} at its end, which was left out.").format(
            path=settings.ava_url_cut
        )


def _well(results: Sequence[Result]) -> str:
    """Return the last line if nothing has failed."""
    if any(isinstance(result.outcome, Passed) and result.outcome.note for result in results):
        return "▲ " + _("Nothing failed. Look at the lines with ▲.")
    return "✓ " + _("Everything that could be checked is fine.")


def _line(result: Result) -> str:
    outcome = result.outcome
    sign = "▲" if isinstance(outcome, Passed) and outcome.note else _SIGNS[type(outcome)]
    about = f"{outcome.failure.code}, " if isinstance(outcome, Failed) else ""
    label = labelled(result.check.words)
    column = 0 if speaks_words() else max(len(labelled(check.words)) for check in Check)
    return f"{sign} {label:{column}}{outcome.words} ({about}{result.milliseconds} ms)"


def _report(settings: Config, results: Sequence[Result]) -> "json_types.Doctor":
    facts = reported({"profile": settings.profile, "ava_url": _without_path(settings.ava_url)})
    return {
        "schema": 1,
        "session": speakable.new_code(2),
        "time": now().isoformat(timespec="seconds"),
        "versions": {"ava_onboard": __version__, "python": platform.python_version()},
        "system": platform.system(),
        "machine": platform.machine(),
        "language": locales.language(),
        "profile": facts["profile"],
        "ava_url": facts["ava_url"],
        "rungs": [_check(result) for result in results],
        "failure": failure_fields(first_failure(results)),
    }


def _without_path(url: str) -> str:
    """Return the scheme and the host of an address; the rest may be secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _check(result: Result) -> "json_types.DoctorCheck":
    outcome = result.outcome
    return {
        "rung": result.check.name.lower(),
        "outcome": _OUTCOMES[type(outcome)],
        "milliseconds": result.milliseconds,
        "code": outcome.failure.code if isinstance(outcome, Failed) else None,
        "reason": outcome.reason.name.lower() if isinstance(outcome, Skipped) else None,
        "facts": reported(outcome.facts),
    }


def _write(file: Path, report: "json_types.Doctor", console: Console, *, assume_yes: bool) -> int:
    """Show the report, ask, and write it to a new file: none is replaced, and no link is followed."""
    content = json.dumps(report, indent=2) + "\n"
    console.complain(content)
    question = _("Write this to {file}? It is not sent to anyone.").format(file=file.name)
    if not (assume_yes or console.confirm(question)):
        if console.can_ask:
            console.complain(_("Nothing was written."))
            return Exit.DONE
        unasked = Failure(CONFIRMATION_NEEDED)
        console.complain(*problem.lines(unasked))
        return unasked.problem.exit
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(content)
    except OSError:
        failure = Failure(problems.REPORT_NOT_WRITTEN, {"name": file.name})
        console.complain(*problem.lines(failure))
        return failure.problem.exit
    console.complain(_("Report written. Its number, for support: {code}").format(code=report["session"]))
    return Exit.DONE
