"""The parts of a command. Each module in ``commands`` defines one, named ``COMMAND``.

All of these modules are loaded for ``--help``, so they import slow modules only when the command runs.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, NamedTuple, TypeVar

from ava_onboard.cli.console import Console
from ava_onboard.config import Config
from ava_onboard.domain.failure import Failure
from ava_onboard.domain.progress import Progress
from ava_onboard.locales import N_, _, languages

if TYPE_CHECKING:
    from ava_onboard.cli.context import Run

Options = TypeVar("Options", bound=tuple[Any, ...])


class Option(NamedTuple):
    """How an option is typed and described. It annotates a field of the command's options and has its name.

    A field of type ``bool`` is a switch; one without a default is typed without dashes.
    """

    help: str
    """English and marked for translation."""
    value: str = ""
    """The name of its value in the help, marked for translation if it is a word; empty for a switch."""
    choices: tuple[str, ...] = ()
    """The only values that are accepted; empty if the command checks the value itself."""
    suggested: Callable[[], Iterable[str]] = tuple
    """Returns the values that a shell offers if there are no ``choices``."""
    completes: Literal["", "files", "profiles"] = ""
    """Values that only the shell can list."""
    one_of: str = ""
    """A name for the options that exclude each other."""
    field: str = ""
    """The field that it annotates."""
    rest_of_line: bool = False
    """Whether it is typed without dashes and may have spaces in it: it is all the words that are left."""
    required: bool = False
    """Whether it is typed without dashes: its field has no default."""

    @property
    def name(self) -> str:
        """Its name on the command line, such as ``--no-copy``, or the name of the value of an option without dashes."""
        return self.value if self.is_positional else "--" + self.field.replace("_", "-")

    @property
    def is_positional(self) -> bool:
        """Whether it is typed without dashes."""
        return self.required or self.rest_of_line

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value."""
        return not self.value

    @property
    def values(self) -> tuple[str, ...]:
        """The values to offer."""
        return self.choices or tuple(self.suggested())

    @property
    def words(self) -> str:
        """The description in the current language."""
        return _(self.help).format(values=", ".join(self.values))


class Common(NamedTuple):
    """The options of every command, typed before or after its name."""

    lang: Annotated[str | None, Option(N_("language: {values}"), "LANG", suggested=languages)] = None
    profile: Annotated[
        str | None, Option(N_("which of your Ava accounts to use"), N_("NAME"), completes="profiles")
    ] = None
    accessible: Annotated[
        bool, Option(N_("for screen readers: questions line by line, words instead of signs"), one_of="screen")
    ] = False
    no_accessible: Annotated[
        bool, Option(N_("the full screen, whatever the menu and variables say"), one_of="screen")
    ] = False
    no_input: Annotated[bool, Option(N_("never ask anything"))] = False
    quiet: Annotated[bool, Option(N_("print only results and errors"))] = False

    @property
    def wants_accessible(self) -> bool | None:
        """Whether accessible mode is on or off by an option; None if there is no such option."""
        return not self.no_accessible if self.accessible or self.no_accessible else None


class NoOptions(NamedTuple):
    """The options of a command that has only the common ones."""


HELP = Option(N_("show this help"), field="help")
VERSION = Option(N_("show the version"), field="version")

JSON = Option(N_("print the result as one line of JSON"))
YES = Option(N_("do not ask for confirmation"))


class Call(NamedTuple):
    """What a command gets besides its options."""

    settings: Config
    """With the Ava of the profile, if the command uses it."""
    console: Console
    progress: Progress = Progress()
    """The saved progress of the profile."""
    unread: Failure | None = None
    """Why some of it could not be read."""


class Command(NamedTuple, Generic[Options]):
    """A command of the program.

    Its name is that of its module. ``ava_onboard.cli.commands.NAMES`` lists all of them.
    """

    summary: str
    """What it does, for the help; English and marked for translation."""
    options: type[Options]
    """A named tuple whose fields are annotated with an ``Option`` each."""
    run: Callable[[Call, Options], int]
    """Runs it and returns the exit code. May raise ``ProblemError`` and ``EndOfInputError``."""
    json: Mapping[str, str] = {}
    """The schemas of its JSON output: the name of each, and its type in ``json_types``."""
    uses_profile: bool = True
    """Whether it reads the saved progress of the profile first, and uses its language."""


class Parsed(NamedTuple):
    """The parsed command line."""

    common: Common = Common()
    command: Command[Any] | None = None
    """None: the app."""
    options: Any = None
    """An instance of ``command.options``."""
    told: tuple[Literal["help", "version"], str] | None = None
    """What is asked for instead of a command, and the answer."""


def options_of(kind: type[tuple[Any, ...]]) -> tuple[Option, ...]:
    """Return the options that annotate the fields of a named tuple."""
    defaults: Mapping[str, object] = getattr(kind, "_field_defaults", {})
    return tuple(
        annotated.__metadata__[0]._replace(field=name, required=name not in defaults)
        for name, annotated in kind.__annotations__.items()
    )


def with_switches(kind: type[Options], typed: Iterable[str]) -> Options | None:
    """Return the options if only switches are typed that do not exclude each other, or None."""
    options = options_of(kind)
    switches = {option.name: option.field for option in options if option.is_switch and not option.one_of}
    if any(option.required for option in options) or not switches.keys() >= set(typed):
        return None
    return kind(**{switches[name]: True for name in typed})


def in_run(work: "Callable[[Run, Options], Coroutine[Any, Any, int]]") -> Callable[[Call, Options], int]:
    """Wrap a command that uses the keyring, Ava or Vapi: it gets a ``Run``."""

    def run(call: Call, options: Options) -> int:
        from ava_onboard.cli.context import Run

        with Run(call.settings, call.console) as run:
            return run.do(work(run, options))

    return run
