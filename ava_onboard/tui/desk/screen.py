"""The screen of the desk: what was heard, what to say, ask and do, and the customer's screen."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from ava_onboard import locales
from ava_onboard.domain.desk.call import LONGEST_NOTE, SecretError
from ava_onboard.domain.desk.events import Event, Kind
from ava_onboard.domain.failure import ProblemError
from ava_onboard.domain.progress import Journey
from ava_onboard.domain.situation.reading import LONGEST, HeardSituation, Unclear
from ava_onboard.domain.situation.spelling import Alphabet
from ava_onboard.locales import N_, _
from ava_onboard.text import desk, problem, support
from ava_onboard.text.line import Line, Tone, labelled
from ava_onboard.tui.desk import panel
from ava_onboard.tui.desk.shell import DeskShell
from ava_onboard.tui.desk.widgets import MirrorHead, MirrorSteps
from ava_onboard.tui.drawing.blocks import Block, Paragraphs
from ava_onboard.tui.textual_private.screen import PreparedScreen
from ava_onboard.tui.widgets.bars import KeyBar
from ava_onboard.tui.widgets.frame import Body
from ava_onboard.tui.widgets.words import Words, redraw

_ALPHABETS = (None, *Alphabet)


class Asked(Enum):
    """What the field asks for; the value is its title."""

    CODE = N_("The code, typed or spelled")
    REPORT = N_("The file of the report")
    NOTE = N_("A note")


class DeskScreen(PreparedScreen[None]):
    """Follows one call at a time."""

    app = getters.app(DeskShell)
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (24, "-short"), (36, "-tall")]
    BINDINGS = [
        Binding("slash", "type('CODE')", N_("Code"), key_display="/"),
        *(Binding(str(number), f"answer({number})", "", show=False) for number in range(1, 10)),
        Binding("backspace", "back", N_("Back"), key_display="Backspace"),
        Binding("f2", "switch_language", N_("Language"), key_display="F2"),
        Binding("f3,m", "mirror", N_("Mirror"), key_display="F3"),
        Binding("f4", "spelling", N_("Spelling"), key_display="F4"),
        Binding("f5", "new_call", N_("New call"), key_display="F5"),
        Binding("f6", "type('REPORT')", N_("Report"), key_display="F6"),
        Binding("f7", "type('NOTE')", N_("Note"), key_display="F7"),
        Binding("f8", "hand_over", N_("Hand-over"), key_display="F8"),
        Binding("f1,question_mark", "help", N_("Help"), key_display="F1"),
        Binding("escape", "close", N_("Close"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked.CODE
        self._alphabet: Alphabet | None = None
        self._helps = False

    def compose(self) -> ComposeResult:
        """Lay out the columns."""
        yield Words(self._head, id="desk-head")
        with Horizontal(id="columns"):
            yield Body(self._guide)
            with Vertical(id="mirror"):
                yield MirrorHead(lambda: self._seen("title"), lambda: self._seen("doing"))
                yield MirrorSteps(self._journey, lambda: False)
                yield Body(self._mirrored)
                yield Words(self._buttons, id="mirror-buttons")
        yield Input(id="typed", compact=True, select_on_focus=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first state."""
        self.redraw()

    def begin(self, typed: str, report: str) -> None:
        """Take in what was given on the command line."""
        if report:
            self._open_report(report)
        if typed:
            self._hear(typed)
        self.redraw()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, described in the current language."""
        return {
            key: active._replace(binding=replace(active.binding, description=_(active.binding.description)))
            for key, active in super().active_bindings.items()
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what is possible now."""
        if action in ("answer", "back"):
            return not self._types and self.app.call.begun
        if action == "mirror":
            return self.app.call.situation is not None
        return True

    def redraw(self) -> None:
        """Show the current state in every widget."""
        seen = self.app.mirrored
        self.set_class(seen is not None, "-heard")
        if seen is None:
            self.remove_class("-mirrored")
        mirror = self.query_one("#mirror")
        mirror.border_title = f"{_(desk.MIRROR)} – {locales.own_name(self.app.call.language)}"
        mirror.border_subtitle = desk.about(self.app.call.situation) if self.app.call.situation else ""
        self.query_one(MirrorSteps).display = seen is not None and seen.journey is not None
        redraw(self)
        self.refresh_bindings()

    def _buttons(self) -> str:
        seen = self.app.mirrored
        return "   ".join(f"[ {label} ]".replace(" ", "\u00a0") for label in seen.buttons) if seen else ""

    # Heard

    def action_type(self, what: str) -> None:
        """Open the field."""
        self._asked = Asked[what]
        field = self.query_one("#typed", Input)
        field.value, field.placeholder = "", _(self._asked.value)
        field.max_length = LONGEST if self._asked is Asked.CODE else LONGEST_NOTE
        field.add_class("-open")
        field.focus()

    @on(Input.Submitted, "#typed")
    def take(self, event: Input.Submitted) -> None:
        """Take in what was typed, and empty the field: what is refused is not kept anywhere."""
        event.stop()
        text = event.value.strip()
        self.action_close()
        self.app.remark = None
        if text and self._asked is Asked.CODE:
            self._hear(text)
        elif text and self._asked is Asked.REPORT:
            self._open_report(text)
        elif text:
            self._note(text)
        self.redraw()

    def action_close(self) -> None:
        """Close the field, or the spelling aid."""
        field = self.query_one("#typed", Input)
        if self._types:
            field.value = ""
            field.remove_class("-open")
            self.set_focus(None)
        else:
            self._alphabet, self._helps = None, False
            self.remove_class("-mirrored")
            self.redraw()

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as a code, not as keys."""
        if not self._types:
            self._hear(event.text)
            self.redraw()

    def _hear(self, text: str) -> None:
        try:
            heard = self.app.call.hear(text)
        except SecretError:
            self._complain(desk.secret_refused())
            return
        if isinstance(heard, Unclear):
            self._complain(" ".join(desk.unclear(heard)))
            return
        self.app.remark = None
        kind: Kind = "situation" if isinstance(heard, HeardSituation) else "heard"
        self.app.record(Event(kind, heard.code))

    def _open_report(self, name: str) -> None:
        try:
            report = self.app.tools.read_report(name)
        except ProblemError as error:
            self._complain(problem.in_one_line(error.failure))
            return
        self.app.call.open_report(report)
        self.app.record(Event("report", self.app.call.code))

    def _note(self, text: str) -> None:
        try:
            self.app.call.note(text)
        except SecretError:
            self._complain(desk.secret_refused())
        else:
            self.app.record(Event("note", text=self.app.call.notes[-1]))

    def _complain(self, words: str) -> None:
        self.app.remark = Line("✗", Tone.BAD, words)

    # The way through the script

    def action_answer(self, number: int) -> None:
        """Follow an answer."""
        node = self.app.call.node.name
        if self.app.call.answer(number):
            self.app.remark = None
            self.app.record(Event("answer", node=node, answer=number))
        else:
            self._complain(desk.no_such_answer())
        self.redraw()

    def action_back(self) -> None:
        """Take back the last answer."""
        if self.app.call.back():
            self.app.remark = None
            self.app.record(Event("back", node=self.app.call.node.name))
        self.redraw()

    def action_new_call(self) -> None:
        """Begin a new call."""
        self._alphabet = None
        self.app.new_call()
        self.redraw()

    def action_switch_language(self) -> None:
        """Speak the customer's other language; the agent's own stays."""
        codes = locales.languages()
        self.app.call.language = codes[(codes.index(self.app.call.language) + 1) % len(codes)]
        self.redraw()

    def action_spelling(self) -> None:
        """Show the next spelling aid, then none."""
        self._alphabet = _ALPHABETS[(_ALPHABETS.index(self._alphabet) + 1) % len(_ALPHABETS)]
        self.redraw()

    def action_help(self) -> None:
        """Show what each key does, or no longer."""
        self._helps = not self._helps
        self.redraw()

    def action_mirror(self) -> None:
        """Show only the customer's screen, or no longer."""
        self.toggle_class("-mirrored")
        self.redraw()

    def action_hand_over(self) -> None:
        """Show what is passed on."""
        from ava_onboard.tui.desk.hand_over import HandOverScreen

        self.app.record(Event("hand-over"))
        self.app.push_screen(HandOverScreen(desk.hand_over(self.app.call, self.app.number, self.app.tools.clock())))

    # What is shown

    @property
    def _types(self) -> bool:
        return self.query_one("#typed").has_class("-open")

    def _head(self) -> Content:
        call = self.app.call
        parts = [_(desk.TITLE), self.app.number, locales.own_name(call.language)]
        if call.symbols:
            parts.append(labelled(_(support.LABEL), support.grouped(call.symbols)))
        line = Content.styled("  ".join(parts), "bold $accent")
        message = self.app.remark
        if message is None:
            return line
        return Content("\n").join([line, Content.styled(f"{message.sign} {message.words}", "bold $bad")])

    def _guide(self) -> Sequence[Block]:
        if self._helps:
            keys = [
                (it.key_display or it.key, _(it.description))
                for it in self.BINDINGS
                if isinstance(it, Binding) and it.show
            ]
            return panel.keys(keys)
        if self._alphabet:
            return panel.spelling(self._alphabet, self.app.call.symbols or self.app.call.code)
        return [*panel.of(self.app.call), panel.rule(), *panel.way(self.app.call)]

    def _mirrored(self) -> Sequence[Block]:
        seen = self.app.mirrored
        return seen.blocks if seen else [Paragraphs([])]

    def _journey(self) -> Journey:
        seen = self.app.mirrored
        return (seen and seen.journey) or Journey()

    def _seen(self, what: str) -> str:
        seen = self.app.mirrored
        return getattr(seen, what) if seen else ""
