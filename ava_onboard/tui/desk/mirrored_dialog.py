"""The dialogs of the mirror."""

from collections.abc import Sequence

from ava_onboard.domain.attention import Action
from ava_onboard.domain.situation.scenes import Asking, Dialog
from ava_onboard.domain.store_kind import OPTIONAL, StoreKind
from ava_onboard.locales import _
from ava_onboard.text import account, labels, problem, store_words
from ava_onboard.text.line import Line, aside, text
from ava_onboard.tui.desk.placeholders import EMPTY, failure_of
from ava_onboard.tui.drawing.blocks import Block, Labels, Paragraphs, Signed
from ava_onboard.tui.screens.confirm import ConfirmDeleteScreen as Deleting
from ava_onboard.tui.screens.passphrase import ForgetStoreScreen as Forgetting


def shown(scene: Asking, store: StoreKind) -> tuple[str, Sequence[Block], Sequence[str]]:
    """Return the title, the blocks and the labels of the buttons."""
    failure = failure_of(scene.trouble)
    answer: list[Line] = problem.lines(failure) if failure else []
    match scene.dialog:
        case Dialog.SIGN_IN:
            fields = [(account.identifier_label(), EMPTY), (account.password_label(), EMPTY)]
            answer = account.not_signed_in(failure, "") if failure else []
            buttons = [_(labels.SIGN_IN), _("Cancel")]
            return _(Action.SIGN_IN.value), [Labels(fields), Signed(answer)], buttons
        case Dialog.PASSPHRASE:
            words = store_words.of_passphrase(store if store.takes_passphrase else OPTIONAL[0])
            fields = [(store_words.passphrase(), EMPTY)]
            note = Paragraphs([text(_(words.note))])
            return _(words.title), [note, Labels(fields), Signed(answer)], [_("Open"), _("Forgotten?")]
        case Dialog.NEW_PASSPHRASE:
            words = store_words.of_passphrase(store if store.takes_passphrase else OPTIONAL[0])
            notes = [text(_(words.new_note)), text(_(words.if_forgotten))]
            fields = [(store_words.passphrase(), EMPTY)]
            return (
                _(words.new_title),
                [Paragraphs(notes), Labels(fields), Signed(answer)],
                [_(words.create), _("Cancel")],
            )
        case Dialog.DELETE:
            lines = [text(_(Deleting.WHAT)), aside(_(Deleting.NOTE))]
            return _(Deleting.QUESTION), [Paragraphs(lines)], [_(Deleting.NO), _(Deleting.YES)]
        case Dialog.FORGET_STORE:
            words = store_words.of_passphrase(store if store.takes_passphrase else OPTIONAL[0])
            notes = [text(_(Forgetting.WHAT)), aside(_(Forgetting.NOTE))]
            return _(words.forget_question), [Paragraphs(notes)], [_(words.keep), _(Forgetting.YES)]
