"""The key form of the guide and the settings: what it shows in each phase, and its buttons."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button

from ava_onboard.locales import _
from ava_onboard.onboarding import patience
from ava_onboard.text import paste, store_words
from ava_onboard.tui.drawing import bravo
from ava_onboard.tui.drawing.blocks import Block
from ava_onboard.tui.key import blocks, texts
from ava_onboard.tui.key.field import KeyInput, RevealButton
from ava_onboard.tui.key.flow import KeyFlow
from ava_onboard.tui.key.phase import Checking, Choice, Editing, Judged, Phase, Saved, Saving, under_way
from ava_onboard.tui.widgets.frame import Actions, Body
from ava_onboard.tui.widgets.rows import Rows
from ava_onboard.tui.widgets.words import ActionButton, redraw


class KeyForm(KeyFlow):
    """Shows what happens to a key: field, hints, check, verdict and stages.

    Args:
        beside: Returns more buttons for the form's row of buttons.
    """

    slow = reactive(False, init=False)
    """Whether the current work takes longer than ``patience.SECONDS``."""

    def __init__(self, beside: Callable[[], Iterable[Widget]]) -> None:
        super().__init__()
        self._beside = beside
        self._slow_timer: Timer | None = None

    @property
    def title(self) -> str:
        """What is going on, for the head of the screen; empty while the key is still to be chosen."""
        return texts.title(self.phase)

    def compose(self) -> ComposeResult:
        """Lay out the empty form."""
        yield Body(self._blocks)
        with Vertical(id="key-field"):
            yield KeyInput(self.come_forward, self._invitation)
            yield Rows(lambda: texts.remarks(self._pasted, self.phase), id="remarks")
        with Actions():
            yield ActionButton(lambda: self._label(0), id="primary", variant="primary")
            yield ActionButton(lambda: self._label(1), id="secondary")
            yield ActionButton(lambda: self._label(2), id="third")
            yield RevealButton(self._reveal_label, id="reveal")
            yield ActionButton(self._quit_label, "app.quit", id="quit")
            yield from self._beside()

    def on_mount(self) -> None:
        """Keep the button in step with the field, which is also hidden in other ways."""
        self.watch(self.field, "password", self.query_one(RevealButton).redraw, init=False)
        self.query_one(Body).display = bool(self._blocks())

    def watch_phase(self, before: Phase, after: Phase) -> None:
        """Show the new phase."""
        self.slow = False
        if self._slow_timer:
            self._slow_timer.stop()
        self._slow_timer = self.set_timer(patience.SECONDS, self._show_slow) if under_way(after) else None
        self._note_unsaved()
        self._move(celebrates=isinstance(after, Saved) and not isinstance(before, Saved))
        self.redraw_all()

    def watch_slow(self) -> None:
        """Show or hide what the form is waiting for."""
        self.query_one(Body).redraw()

    def watch_still_on_clipboard(self) -> None:
        """Say so, or no longer."""
        self.query_one(Body).redraw()

    def redraw_all(self) -> None:
        """Show the current state."""
        primary = self.query_one("#primary", ActionButton)
        self.set_class(not isinstance(self.phase, Editing | Checking), "-no-field")
        self.set_class(not self.may_be_left or len(self._choices()) > 2, "-stays")
        self.query_one(Body).display = bool(self._blocks())
        redraw(self)
        self.set_class(blocks.celebrates(self.phase), "-celebrates")
        self.field.disabled = isinstance(self.phase, Saving) and under_way(self.phase)
        if isinstance(self.phase, Saving) and under_way(self.phase):
            self.screen.set_focus(None)  # not what stops it, which a second Enter would press
        elif not isinstance(self.phase, Editing | Checking):
            primary.focus(scroll_visible=False)
        # The first refresh rebuilds the rows above, so only the second one knows where the button is.
        self.call_after_refresh(self.call_after_refresh, primary.scroll_visible, animate=False)

    @on(KeyInput.Entered)
    def show_remarks(self, event: KeyInput.Entered) -> None:
        """Show what was cleaned and what the text looks like. Any earlier result or offer no longer applies.

        A text that was pasted and looks like a key is checked at once.
        """
        event.stop()
        pasted = event.pasted
        if isinstance(self.phase, Checking) and self.phase.key == pasted.key:
            return
        before, self._pasted = self._pasted, pasted
        self._note_unsaved()
        if self.phase == Editing():
            if pasted.source or pasted != replace(before, text=pasted.text):
                self.query_one("#remarks", Rows).redraw()  # most letters change nothing about what is said
            if bool(pasted.text) != bool(before.text):
                self.query_one(RevealButton).redraw()
        else:
            self.workers.cancel_group(self, "key")
            self.phase = Editing()
        if event.cleaned and pasted.looks_like_key:
            self._begin_check()

    @on(KeyInput.Submitted)
    def submit(self, event: KeyInput.Submitted) -> None:
        """Make the primary choice when Enter is pressed in the field."""
        event.stop()
        self.choose(0)

    @on(Button.Pressed, "#primary, #secondary, #third")
    def choose_button(self, event: Button.Pressed) -> None:
        """Make the choice of the button."""
        self.choose(("primary", "secondary", "third").index(event.button.id or ""))

    @on(Button.Pressed, "#reveal")
    def reveal(self) -> None:
        """Show or hide what is in the field."""
        self.field.action_reveal()
        self.field.focus()

    def enter(self) -> None:
        """Let the person begin, or carry on: they have come to the form."""
        self.redraw_all()
        if isinstance(self.phase, Editing | Checking):
            self.field.focus()
        self.look_at_clipboard()

    def reset(self) -> None:
        """Empty the form."""
        self.workers.cancel_group(self, "key")
        self.field.clear()
        self.phase = Editing()
        self.field.focus()

    def _blocks(self) -> list[Block]:
        onboarding, colours = self.app.onboarding, self.app.theme_variables
        around = blocks.Around(
            onboarding.remembered(),
            onboarding.store,
            self.app.profile.ava_host.startswith("https:"),
            onboarding.waits_for_store,
            self.app.account,
            self.slow,
            self._stopwatch.took,
            removed=paste.removed(self._pasted),
            on_clipboard=self.still_on_clipboard,
            colours=(colours["accent"], colours["glow"]),
        )
        return blocks.of(self.phase, around)

    def _move(self, *, celebrates: bool) -> None:
        """Let the body move while something is under way, and for a moment at the end if all is well."""
        body = self.query_one(Body)
        if celebrates and self.app.animation_level != "none":
            body.move(moving=True)
            self.set_timer(bravo.SECONDS, self._move_no_more)
        else:
            body.move(moving=under_way(self.phase))

    def _move_no_more(self) -> None:
        self._move(celebrates=False)

    def _label(self, index: int) -> str:
        possible = self._choices()
        if index >= len(possible):
            return ""
        fallback = self.app.onboarding.fallback
        if fallback and possible[index] is Choice.SAVE_IN_FALLBACK:
            return _(store_words.of(fallback).use)
        return possible[index].words

    def _invitation(self) -> str:
        return texts.invitation(self.phase, has_samples=self.app.demo is not None)

    def _reveal_label(self) -> str:
        if not self.is_mounted or not self._pasted.text or self.phase != Editing():
            return ""
        return _("Show") if self.field.password else _("Hide")

    def _quit_label(self) -> str:
        return _("Quit") if isinstance(self.phase, Saved) else ""

    def _show_slow(self) -> None:
        self.slow = True

    def _note_unsaved(self) -> None:
        """Tell the app whether there is a key that would be lost."""
        forms = self.app.forms_with_unsaved_key
        unsaved = self._pasted.key is not None and isinstance(self.phase, Editing | Checking | Judged)
        (forms.add if unsaved else forms.discard)(self)
