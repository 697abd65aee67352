"""The protected file: choosing a passphrase, opening the file, going on without it, and the settings afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ava_onboard.adapters.secrets.memory import MemoryStore
from ava_onboard.domain import problems
from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.secret import Passphrase, Secret, Token
from ava_onboard.domain.status import Answer, Fact
from ava_onboard.onboarding import Stage
from ava_onboard.onboarding.ports import OptionalStore, SecretName
from ava_onboard.tui.screens.passphrase import PassphraseScreen, UnlockScreen
from tests.snapshots import moves
from tests.snapshots.moves import KEY, Move, do, then
from tests.snapshots.services import NEVER, Script, Trouble, happen, trouble
from tests.snapshots.state import CONFIGURED, PREVIEW, State
from tests.tui.driving import Driven

PLACE = "/home/camille/.local/state/ava-onboard/default.vault"


class ScriptedFile(MemoryStore):
    """The protected file; see ``OptionalStore``. ``opens`` is what happens when a passphrase is tried."""

    def __init__(self, *, exists: bool = False, opens: Trouble | None = None) -> None:
        super().__init__()
        self.is_chosen = self.locked = exists
        self._opens = opens
        self._secrets = {SecretName.VAPI_KEY: ApiKey(KEY), SecretName.ACCESS_TOKEN: Token("access")} if exists else {}

    async def get(self, entry: SecretName) -> Secret | None:
        if self.locked:
            raise ProblemError(trouble(problems.FILE_LOCKED, file=PLACE))
        return await super().get(entry)

    async def put(self, entry: SecretName, secret: Secret) -> None:
        if self.locked:
            raise ProblemError(trouble(problems.FILE_LOCKED, file=PLACE))
        await super().put(entry, secret)

    async def choose(self, passphrase: Passphrase | None) -> None:
        assert passphrase
        await self.unlock(passphrase)
        self.is_chosen = True

    async def unlock(self, passphrase: Passphrase) -> None:
        await happen({"open": self._opens} if self._opens else {}, "open")
        self.locked = False

    async def is_only_here(self, entry: SecretName) -> bool:
        return True

    async def note_only_here(self, entry: SecretName, known: bool) -> None:
        pass

    async def remove(self) -> None:
        self.is_chosen = self.locked = False

    async def remove_if_empty(self) -> None:
        pass


def no_file() -> OptionalStore:
    """Nobody has asked for one yet."""
    return ScriptedFile()


def _closed(opens: Trouble | None = None) -> Callable[[], OptionalStore]:
    return lambda: ScriptedFile(exists=True, opens=opens)


async def asked(at: Driven) -> None:
    """Wait for the dialog."""
    await at.until(lambda: isinstance(at.app.screen, PassphraseScreen), "the dialog for the passphrase")


async def asked_to_open(at: Driven) -> None:
    """Wait for the dialog in front of the settings, where a configured customer starts."""
    await at.until(lambda: isinstance(at.app.screen, UnlockScreen), "the dialog that opens the file")


def fill_in(*texts: str) -> Move:
    """Fill in the fields, one after the other."""

    async def move(at: Driven) -> None:
        await at.type(texts[0])
        for text in texts[1:]:
            await at.press("enter")
            await at.type(text)

    return move


async def answered(at: Driven) -> None:
    """Press Enter, and wait until the passphrase is refused or being tried."""
    await at.press("enter")
    screen = at.app.screen
    assert isinstance(screen, PassphraseScreen)
    await at.until(lambda: screen._busy or screen._problem is not None, "an answer")


async def declined(at: Driven) -> None:
    """Go on without the file."""
    dialog = at.app.screen
    await at.press("escape")
    await at.until(lambda: at.app.screen is not dialog, "the card")
    await moves.looked(at)


async def opened(at: Driven) -> None:
    """Open the file, and wait for the settings."""
    dialog = at.app.screen
    await fill_in("not a secret")(at)
    await at.press("enter")
    await at.until(lambda: at.app.screen is not dialog, "the card")
    await moves.looked(at)


async def forgetting(at: Driven) -> None:
    """Open the question whether to remove the file."""
    below = at.app.screen
    await do("screen.forget")(at)
    await at.until(lambda: at.app.screen is not below, "the question")


_NO_KEYRING = Script(store={"put": trouble(problems.NO_KEYRING), "get": trouble(problems.NO_KEYRING)})
_choose = then(moves.judged, moves.choose(0), moves.failed(Stage.KEEP), moves.choose(2), asked)
_AT_AVA = Script(stored=PREVIEW)
_WRONG = trouble(problems.WRONG_PASSPHRASE, file=PLACE)
_DAMAGED = trouble(problems.FILE_DAMAGED, file=PLACE)


def _card(move: Move, opens: Trouble | None = None) -> State:
    return State(move, _AT_AVA, CONFIGURED, file=_closed(opens))


_new = State(_choose, _NO_KEYRING)

FILE: Mapping[str, State] = {
    "new-passphrase": _new,
    "new-passphrase-short": replace(_new, move=then(_choose, fill_in("short", "short"), answered)),
    "new-passphrase-differs": replace(_new, move=then(_choose, fill_in("long enough", "no"), answered)),
    "unlock": _card(asked_to_open),
    "unlock-wrong": _card(then(asked_to_open, fill_in("wrong"), answered), _WRONG),
    "unlock-damaged": _card(then(asked_to_open, fill_in("correct"), answered), _DAMAGED),
    "unlock-busy": _card(then(asked_to_open, fill_in("correct"), answered), NEVER),
    "unlock-forgotten": _card(then(asked_to_open, forgetting)),
    "unlock-forgotten-waits": State(
        then(asked_to_open, forgetting), _AT_AVA, CONFIGURED._replace(known=Fact(Answer.NO)), file=_closed()
    ),
    "card-file-closed": _card(then(asked_to_open, declined)),
    "card-file-open": _card(then(asked_to_open, opened)),
}
