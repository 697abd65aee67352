"""Print results to stdout and messages to stderr, and ask questions on stdin.

Imports almost nothing, because ``--version`` uses it.
"""

import io
import os
import sys

from ava_onboard.cli.characters import fitting, speaks_words
from ava_onboard.cli.output import tell, write
from ava_onboard.terminal import is_of_git_bash, is_terminal

TYPE_CHECKING = False  # as in ``typing``, which takes several milliseconds to import
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO, TypeVar

    from ava_onboard.text.line import Line

    T = TypeVar("T")

_LARGEST_INPUT = 64 * 1024
"""Characters of stdin that are read as a key; a real one has 255 at most."""


class EndOfInputError(Exception):
    """A question was asked, but stdin has no more answers, or no questions are allowed."""


class Console:
    """Stdin, stdout and stderr of one run.

    Args:
        quiet: Say nothing but results, questions and errors.
        no_input: Ask nothing. Piped input is still read.
        dialogue: Read answers line by line, even if stdin is not a terminal (line mode).
    """

    def __init__(self, *, quiet: bool = False, no_input: bool = False, dialogue: bool = False) -> None:
        self._quiet = quiet
        self.no_input = no_input
        self.dialogue = dialogue
        self.has_result = False
        """Whether a result was printed."""
        self._encoding_is_known = False
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")

    @property
    def piped(self) -> bool:
        """Whether stdin is something other than a terminal: a file, a pipe, or closed."""
        return not (is_terminal(sys.stdin) or is_of_git_bash(sys.stdin))

    @property
    def can_ask(self) -> bool:
        """Whether questions can be asked."""
        return sys.stdin is not None and not self.no_input and (self.dialogue or not self.piped)

    def result(self, *lines: "str | Line") -> bool:
        """Print the result; return False if the reader has closed the pipe."""
        self.has_result = True
        return write(sys.stdout, lines)

    def print_json(self, output: "Mapping[str, object]") -> None:
        """Print the result as one line of JSON."""
        import json

        self.result(json.dumps(output))

    def say(self, *lines: "str | Line") -> None:
        """Print a message about progress, unless ``quiet``."""
        if not self._quiet:
            tell(lines)

    def ring(self) -> None:
        """Ring the terminal's bell, if there is a terminal."""
        if is_terminal(sys.stderr):
            tell(["\a"], end="")

    def complain(self, *lines: "str | Line") -> None:
        """Print what went wrong."""
        tell(lines)

    def ask(self, question: str) -> str:
        """Read one line, without the white space around it.

        Raises:
            EndOfInputError: there is no answer.
        """
        return self._line(question).strip()

    def ask_hidden(self, question: str, *, whole: bool = False) -> str:
        """Read one line that does not appear on the terminal, with the white space around it.

        Args:
            question: The question.
            whole: Whether to return all lines of a paste; otherwise what follows the first one is dropped, and said.

        Raises:
            EndOfInputError: there is no answer.
            ProblemError: U10 or U11, see ``hidden_line.read``; U15 in a window of Git Bash that cannot hide it.
        """
        self.must_be_able_to_hide()
        if self.piped:
            return self._line(question)
        self._must_be_allowed_to_ask()
        _close_memory()
        question = _on_one_line(question)
        return self._pasted(_hidden(fitting(question, sys.stderr), sys.stderr), whole=whole)

    def must_be_able_to_hide(self) -> None:
        """Check that what someone types can be hidden.

        Raises:
            ProblemError: U15 in a window of Git Bash that shows itself to us as a pipe: it would show a key.
        """
        if is_of_git_bash(sys.stdin) and not self.no_input:
            from ava_onboard.domain import problems
            from ava_onboard.domain.failure import failed

            raise failed(problems.NO_CONSOLE)

    def ask_at_terminal(self, question: str) -> str:
        """Read one hidden line from the terminal, even if stdin is something else: a piped key, for example.

        Raises:
            EndOfInputError: there is no answer.
        """
        if self.dialogue or not self.piped:
            return self.ask_hidden(question)
        self._must_be_allowed_to_ask()
        _close_memory()
        if not _terminal_is_there():
            raise EndOfInputError
        return self._pasted(_hidden(fitting(question, sys.stderr), None), whole=False)

    def confirm(self, question: str) -> bool:
        """Return whether the person says yes; no if questions cannot be asked."""
        if not self.can_ask:
            return False
        from ava_onboard.text import answers

        return answers.is_yes(self.ask(f"{question} {answers.either()} "))

    def secret(self, question: str) -> str:
        """Read the piped input; without a pipe, ask a hidden question.

        Raises:
            EndOfInputError: nothing is piped in and questions cannot be asked.
        """
        if not self.piped:
            return self.ask_hidden(question, whole=True)
        self._recognise_encoding()
        stdin = sys.stdin
        content = _interruptible(lambda: stdin.read(_LARGEST_INPUT)) if stdin else ""
        if not content.strip():
            raise EndOfInputError
        return content

    def _pasted(self, text: str, *, whole: bool) -> str:
        first, *others = text.split("\n")
        if whole or not others:
            return text
        from ava_onboard.locales import _

        self.complain(_("Several lines were pasted. Only the first one is used."))
        return first

    def _line(self, question: str) -> str:
        """Read one line, without its end."""
        self._prompt(question)
        self._recognise_encoding()
        line = _interruptible(sys.stdin.readline) if sys.stdin else ""
        if not line:
            raise EndOfInputError
        return line.removesuffix("\n")

    def _recognise_encoding(self) -> None:
        """Read piped input as UTF-8; as UTF-16 if it has a byte order mark, as in files of Windows shells."""
        stdin = sys.stdin
        if self._encoding_is_known or is_terminal(stdin) or not isinstance(stdin, io.TextIOWrapper):
            return
        self._encoding_is_known = True
        _close_memory()
        mark = stdin.buffer.peek(2)[:2] if isinstance(stdin.buffer, io.BufferedReader) else b""
        encoding = "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        stdin.reconfigure(encoding=encoding, errors="replace", newline=None)  # None: all kinds of line ends

    def _prompt(self, question: str) -> None:
        if self.piped and not self.dialogue:
            return
        self._must_be_allowed_to_ask()
        if sys.stderr:
            write(sys.stderr, (_on_one_line(question),), end="")

    def _must_be_allowed_to_ask(self) -> None:
        if self.no_input:
            raise EndOfInputError


def _on_one_line(question: str) -> str:
    """Return what stands before the answer: for a screen reader, the question only if it fits on a line.

    BRLTTY speaks no more than the line with the cursor by itself: of a question that is wrapped, only the end. Such a
    question is printed on lines of its own.
    """
    if not (speaks_words() and is_terminal(sys.stderr)):
        return question
    try:  # contextlib takes several milliseconds to import
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return question
    if len(question) <= columns:
        return question
    from ava_onboard.locales import _

    tell([question.rstrip(" :\u00a0")])
    return _("Your answer: ")


def _hidden(question: str, stream: "TextIO | None") -> str:
    """Read a line at the terminal without showing it. The question goes to ``stream``; None means to the terminal."""
    if sys.platform == "win32":
        from ava_onboard.cli.hidden_line_on_windows import read
    else:
        from ava_onboard.cli.hidden_line import read
    try:
        return _interruptible(lambda: read(question, stream))
    except EOFError:
        raise EndOfInputError from None


def _interruptible(read: "Callable[[], T]") -> "T":
    """Return what ``read`` reads. Ctrl+C interrupts it even while an event loop runs.

    The loop's own handler only cancels the task that reads, which goes unnoticed until there is something to read. So
    would Ctrl+Break on Windows, which ends the process here.
    """
    import signal

    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):  # Ctrl+C is ignored
        return read()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "win32":
        after_break = signal.signal(signal.SIGBREAK, signal.SIG_DFL)
    try:
        return read()
    finally:
        signal.signal(signal.SIGINT, handler)
        if sys.platform == "win32":
            signal.signal(signal.SIGBREAK, after_break)


def _close_memory() -> None:
    """Harden the process: what is typed or piped in next may be a secret."""
    from ava_onboard import process

    process.close()


def _terminal_is_there() -> bool:
    """Return whether there is a terminal besides stdin and stdout: without one, ``getpass`` would read stdin."""
    if sys.platform == "win32":
        return is_terminal(sys.stderr)
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
