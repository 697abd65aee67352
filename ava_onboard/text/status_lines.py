"""What commands and line mode say: plain lines, each with its sign in front."""

from ava_onboard.config import DEFAULT_PROFILE, Config
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.status import Action, Answer, Status
from ava_onboard.domain.store_kind import DEFAULT, StoreKind
from ava_onboard.locales import _
from ava_onboard.text import store_words

_ANSWER_SIGNS = {Answer.YES: "✓", Answer.NO: "✗", Answer.UNKNOWN: "?"}
_COMMANDS = {
    Action.START: "guide",
    Action.SIGN_IN: "login",
    Action.SEND: "sync",
    Action.REPLACE: "save",
    Action.RETRY: "status",
    Action.UNLOCK: "status",
    Action.DELETE: "delete",
}
"""The command that does what the button of the app does."""


def failure(failed: Failure, sign: str = "✗") -> list[str]:
    """What happened, what to do now, and the code to read out."""
    code = _("Code {code}").format(code=failed.code)
    if failed.request_id:
        code = _("Code {code}, request {request}").format(code=failed.code, request=failed.request_id)
    wait = [f"  {failed.wait}"] if failed.wait else []
    return [f"{sign} {failed.sentence}", f"  {failed.remedy}", *wait, f"  {code}"]


def labelled(label: str, text: str) -> str:
    """``text`` behind its label, with the colon as the language sets it."""
    return _("{label}: ").format(label=label) + text


def shown(preview: str) -> str:
    """A preview with one sign for what is left out."""
    return preview.replace("...", "…")


def status(
    told: Status,
    account: str | None,
    *,
    settings: Config,
    store: StoreKind = DEFAULT,
    times: bool = False,
) -> list[str]:
    """The badge, the three facts, where they stand apart, and the command that mends it.

    Args:
        told: The status.
        account: Who is signed in to Ava.
        settings: Whose status it is; the profile is named where it is not the one that everybody has.
        store: The kind of secret store in use.
        times: Whether each fact shows when it was learnt.
    """
    badge = f"{told.badge.sign} {told.badge.words}"
    lines = [f"{badge}  {shown(told.preview)}" if told.preview else badge]
    for name, fact in (
        (_(store_words.of(store).here), told.kept),
        (_("Known to Ava"), told.known),
        (_("Accepted by Vapi"), told.accepted),
    ):
        learnt = f"  ({fact.learnt.astimezone():%Y-%m-%d %H:%M})" if times and fact.learnt else ""
        lines.append(f"{_ANSWER_SIGNS[fact.answer]} {name}{learnt}")
    if settings.profile != DEFAULT_PROFILE:
        lines.append("  " + labelled(_("Profile"), settings.profile))
    if account:
        lines.append("  " + labelled(_("Ava account"), account))
    if told.sentence:
        lines.append(f"▲ {told.sentence}")
    lines += [line for failed in told.failures for line in failure(failed)]
    if command := _COMMANDS.get(told.action):
        lines.append("  " + labelled(told.action_words, settings.command(command)))
    return lines
