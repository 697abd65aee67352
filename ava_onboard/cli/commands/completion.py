"""``completion``: a completion script for each shell, generated from the commands and their options."""

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

from ava_onboard.cli import commands, powershell
from ava_onboard.cli.command import HELP, VERSION, Call, Command, Common, Option, options_of
from ava_onboard.domain.failure import Exit
from ava_onboard.locales import N_, _

_EVERYWHERE = (HELP, *options_of(Common))

_PROFILES = r"command ava-onboard profiles 2>/dev/null | sed 's/^[^ ]* *\([a-z0-9-]*\).*/\1/'"
"""Prints the profiles of this computer: each line of ``profiles`` has a sign or none, then the name."""

_NOTE = """\
        if [[ -n $option ]]; then
            option=
        elif [[ {valued} == *" $word "* ]]; then
            option=$word
        elif [[ $word != -* && -z $command ]]; then
            command=$word
        fi"""
"""Remembers, for bash and zsh, the command and the option whose value comes next."""

_FIND = """\
    case $option in
{values}
        '')
            case $command in
{words}
            esac ;;
    esac"""
"""Sets, for bash and zsh, ``found`` to what can follow."""

_BASH = """\
# ava-onboard completion for bash: eval "$(ava-onboard completion bash)"
_ava_onboard() {{
    local index word last option= command= prefix= tokens=() found=()
    for ((index = 1; index <= COMP_CWORD; index++)); do
        word=${{COMP_WORDS[index]}}
        if [[ $word == --*=* ]]; then
            tokens+=("${{word%%=*}}" "${{word#*=}}")
            ((index == COMP_CWORD)) && prefix=${{word%%=*}}=
        elif [[ $word != = ]]; then
            tokens+=("$word")
        elif ((index == COMP_CWORD)); then
            tokens+=("")
        fi
    done
    last=$((${{#tokens[@]}} - 1))
    for ((index = 0; index < last; index++)); do
        word=${{tokens[index]}}
{note}
    done
    word=${{tokens[last]}}
    COMPREPLY=()
{find}
    if [[ {files} == *" $option "* ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r; do COMPREPLY+=("$prefix$REPLY"); done < <(compgen -f -- "$word")
    else
        COMPREPLY=($(compgen -P "$prefix" -W "${{found[*]}}" -- "$word"))
    fi
}}
complete -F _ava_onboard ava-onboard"""

_ZSH = """\
#compdef ava-onboard
# ava-onboard completion for zsh: eval "$(ava-onboard completion zsh)", after compinit
_ava_onboard() {{
    local index word option= command=
    local -a found
    for ((index = 2; index < CURRENT; index++)); do
        word=${{words[index]}}
{note}
    done
    if [[ -z $option && ${{words[CURRENT]}} == --*=* ]]; then
        option=${{words[CURRENT]%%=*}}
        compset -P '*='
    fi
{find}
    if [[ {files} == *" $option "* ]]; then
        _files
    else
        compadd -- $found
    fi
}}
if [[ $funcstack[1] == _ava_onboard ]]; then _ava_onboard "$@"; else compdef _ava_onboard ava-onboard; fi"""

_FISH = """\
# ava-onboard completion for fish: ava-onboard completion fish | source
complete -c ava-onboard -f"""


class Options(NamedTuple):
    """The options of ``completion``."""

    shell: Annotated[str, Option("{values}", "SHELL", choices=("bash", "zsh", "fish", "powershell"))]


class _Word(NamedTuple):
    """The program itself, or one of its commands, with what can follow it."""

    help: str
    options: tuple[Option, ...]
    values: tuple[str, ...]
    """The words without dashes that can follow it."""


def run(call: Call, options: Options) -> Exit:
    """Print the script for a shell."""
    words = _words()
    if options.shell == "fish":
        call.console.result("\n".join((_FISH, *_fish_lines(words))))
    elif options.shell == "powershell":
        call.console.result(_powershell(words))
    else:
        call.console.result(_script(_BASH if options.shell == "bash" else _ZSH, words))
    return Exit.DONE


def _words() -> dict[str, _Word]:
    """Return every command by its name; the empty name is the program itself."""
    return {
        "": _Word("", (*_EVERYWHERE, VERSION), commands.NAMES),
        **{name: _word(command) for name, command in commands.load_all().items()},
    }


def _word(command: Command[Any]) -> _Word:
    own = options_of(command.options)
    options = tuple(option for option in own if not option.is_positional)
    values = tuple(value for option in own if option.is_positional for value in option.values)
    return _Word(_(command.summary), (*_EVERYWHERE, *options), values)


def _script(template: str, words: dict[str, _Word]) -> str:
    options = {option.name: option for word in words.values() for option in word.options if not option.is_switch}
    files = [name for name, option in options.items() if option.completes == "files"]
    values = [f"{name}) found=({choices}) ;;" for name, option in options.items() if (choices := _choices(option))]
    found = [
        f"'{name}') found=({' '.join([*(option.name for option in word.options), *word.values])}) ;;"
        for name, word in words.items()
    ]
    return template.format(
        note=_NOTE.format(valued=_set(options)),
        find=_FIND.format(values=_indented(values, 8), words=_indented(found, 16)),
        files=_set(files),
    )


def _powershell(words: dict[str, _Word]) -> str:
    options = {option.name: option for word in words.values() for option in word.options if not option.is_switch}
    following = {name: [*(option.name for option in word.options), *word.values] for name, word in words.items()}
    values = {name: None if it.completes == "profiles" else it.values for name, it in options.items()}
    return powershell.script(following, values)


def _choices(option: Option) -> str:
    """Return the shell code that lists the values of an option; empty if any value is accepted."""
    return f"$({_PROFILES})" if option.completes == "profiles" else " ".join(option.values)


def _set(words: Iterable[str]) -> str:
    """Return the words with spaces around each, so that a shell pattern finds whole words."""
    return f'" {" ".join(words)} "'


def _indented(lines: Iterable[str], by: int) -> str:
    return "\n".join(" " * by + line for line in lines)


def _fish_lines(words: dict[str, _Word]) -> list[str]:
    lines = [_fish_option(option, "") for option in _EVERYWHERE]
    for name, word in words.items():
        condition = f" -n {_quoted(f'__fish_seen_subcommand_from {name}' if name else '__fish_use_subcommand')}"
        if name:
            lines.append(f"complete -c ava-onboard -n __fish_use_subcommand -a {name} -d {_quoted(word.help)}")
            if word.values:
                lines.append(f"complete -c ava-onboard{condition} -a {_quoted(' '.join(word.values))}")
        lines += [_fish_option(option, condition) for option in word.options if option not in _EVERYWHERE]
    return lines


def _fish_option(option: Option, condition: str) -> str:
    line = f"complete -c ava-onboard{condition} -l {option.name.removeprefix('--')} -d {_quoted(option.words)}"
    if option.is_switch:
        return line
    if option.completes == "files":
        return f"{line} -r -F"
    choices = f"({_PROFILES})" if option.completes == "profiles" else _choices(option)
    return f"{line} -x -a {_quoted(choices)}" if choices else f"{line} -x"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


COMMAND = Command(N_("print a completion script for your shell"), Options, run)
