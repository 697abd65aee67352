"""What only the settings page in the browser says; everything else there is said as on the screens."""

from datetime import datetime

from ava_onboard.domain.attention import Action
from ava_onboard.domain.fact import Answer
from ava_onboard.domain.local_time import day
from ava_onboard.domain.progress import Stage
from ava_onboard.domain.status import Status
from ava_onboard.locales import _
from ava_onboard.text import deletion, labels, proof
from ava_onboard.text import stages as stage_lines
from ava_onboard.text import status as status_words
from ava_onboard.text.line import Line, Tone, labelled, text
from ava_onboard.text.stages import Mark


def title() -> str:
    """Return the title of the page."""
    return _(labels.SETTINGS)


def sign_in_title() -> str:
    """Return the title of the form to sign in."""
    return _(Action.SIGN_IN.value)


def sign_in() -> str:
    """Return the button that signs in."""
    return _(labels.SIGN_IN)


def signed_in(name: str) -> str:
    """Return who is signed in."""
    return labelled(status_words.account_label(), name)


def sign_out() -> str:
    """Return the button that signs out."""
    return _("Sign out")


def open_settings() -> str:
    """Return the link to the page that is being opened."""
    return _("Open the settings")


def show() -> str:
    """Return the button that shows what is hidden."""
    return _("Show")


def hide() -> str:
    """Return the button that hides it again."""
    return _("Hide")


def cancel() -> str:
    """Return the way out of a question."""
    return _("Cancel")


def delete() -> str:
    """Return the button that deletes."""
    return _("Delete")


def deleting() -> str:
    """Say that the key is being deleted."""
    return deletion.under_way().words


def still_at_vapi() -> str:
    """Return what deleting does not do."""
    return _(deletion.AT_VAPI)


def check_now() -> str:
    """Return the button that asks Vapi about the key that Ava has."""
    return _(Action.CHECK.value)


def launch() -> str:
    """Return the title of the operators' page."""
    return _("Launch check list")


def drawing_of_new_key() -> str:
    """Return what the drawing beside the third step shows, for screen readers."""
    return _(
        "Drawing of Vapi's page: Add Key is at the right of Private API Keys. The block below it, Public API Keys, "
        "looks the same and is not the right one."
    )


def drawing_of_copying() -> str:
    """Return what the drawing beside the last step shows, for screen readers."""
    return _(
        "Drawing of Vapi's page: your key is a row below Private API Keys. At its end are three icons; the one in the "
        "middle copies the key."
    )


def place() -> str:
    """Return the name of the first of the three places."""
    return _("This browser")


def language_label() -> str:
    """Return what the language switch is, for screen readers."""
    return _("Language")


def skip() -> str:
    """Return the link for keyboards that leads past the head."""
    return _("Skip to the content")


def new_tab() -> str:
    """Return what screen readers say of a link that leaves the page open."""
    return _("(opens in a new tab)")


def key_label(*, replaces: bool) -> str:
    """Return the label of the field; ``replaces`` tells whether Ava has a key already."""
    return _("Another Vapi key") if replaces else _("Your Vapi key")


def key_help() -> str:
    """Return what to do with the field, and what happens to what is pasted."""
    return _("Paste it whole. It is hidden, checked with Vapi, and never shown here again.")


def save() -> str:
    """Return the main button of the form."""
    return _("Check and save")


def only_check() -> str:
    """Return the other button of the form."""
    return _("Only check")


def save_anyway() -> str:
    """Return the choice to save a key that Vapi has not answered about."""
    return _("Save it even if Vapi does not answer")


def paste_again() -> str:
    """Return what to do after a check that saved nothing."""
    return _("Nothing is saved yet. To save this key, paste it again and choose “Check and save”.")


def not_saved() -> str:
    """Say that a key was not saved, without its reasons."""
    return _("The key was not saved.")


def paste_again_to_save_anyway() -> str:
    """Return what to do about a key that Vapi has not answered about."""
    return _("To save it anyway, paste it again and tick the box below the field.")


def delete_consequence() -> str:
    """Return what deleting does."""
    return _("It is deleted from Ava. Your assistants stay in your Vapi account, but Ava can no longer use them.")


def delete_key() -> str:
    """Return the link to the question before a deletion."""
    return _("Delete the key")


def back_to_settings() -> str:
    """Return the link back to the settings."""
    return _("Back to the settings")


def forgotten() -> str:
    """Return what to do about a forgotten password."""
    return _("Forgot your password? Ask Ava's support: this page cannot reset it.")


def lost_with_session() -> str:
    """Return what an ended session means for what was sent."""
    return _("Nothing was changed. If you had pasted a key, paste it again.")


def form_refused() -> list[Line]:
    """Say that a form did not come from the page that is open, and what to do."""
    return [
        Line("✗", Tone.BAD, _("This form is out of date, or was sent from another page. Nothing was changed.")),
        text(_("Open the settings again and repeat it.")),
    ]


def needs_https() -> list[Line]:
    """Say that the page needs an encrypted connection."""
    return [
        Line("✗", Tone.BAD, _("This page opens only over an encrypted connection.")),
        text(_("Open it with an address that begins with https://.")),
    ]


def needs_cookies() -> list[Line]:
    """Say that the browser has kept no cookie."""
    return [
        Line("✗", Tone.BAD, _("Your browser did not send back the cookie that signing in needs. Nothing was changed.")),
        text(_("Allow cookies for this page, or use another browser, then sign in again.")),
    ]


def history(status: Status, saved: datetime | None) -> list[str]:
    """Return since when Ava has the key, and when Vapi last answered about it."""
    said = []
    if saved:
        said.append(_("Stored at Ava on {date}.").format(date=day(saved)))
    if status.accepted.learnt and status.accepted.answer is Answer.YES:
        said.append(_("Accepted by Vapi on {date}.").format(date=day(status.accepted.learnt)))
    if status.accepted.learnt and status.accepted.answer is Answer.NO:
        said.append(_("Refused by Vapi on {date}.").format(date=day(status.accepted.learnt)))
    return said


def saved(status: Status) -> list[Line]:
    """Return how saving has ended, as far as it can be seen now."""
    return [
        Line(Mark.DONE.value, Tone.GOOD, _("Stored at Ava")),
        stage_lines.line(Stage.CONFIRM, Mark.DONE),
        proof.result(status.used, status.accepted.region),
        *proof.saved(status),
    ]
