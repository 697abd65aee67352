"""``completion``: a script for each shell, made from the parser itself so that it knows every command and option."""

from collections.abc import Iterable

from ava_onboard.cli import parser
from ava_onboard.cli.console import Console
from ava_onboard.cli.parser import Command, Option
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import CATALOGUE
from ava_onboard.locales import languages

_PROFILES = r"command ava-onboard profiles 2>/dev/null | sed 's/^[^ ]* *\([a-z0-9-]*\).*/\1/'"
"""Prints the profiles of this computer, from what is remembered: a line has a sign or none, then the name."""

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
        if [[ -n $option ]]; then
            option=
        elif [[ {valued} == *" $word "* ]]; then
            option=$word
        elif [[ $word != -* && -z $command ]]; then
            command=$word
        fi
    done
    word=${{tokens[last]}}
    COMPREPLY=()
    case $option in
{values}
        '')
            case $command in
{words}
            esac ;;
    esac
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
        if [[ -n $option ]]; then
            option=
        elif [[ {valued} == *" $word "* ]]; then
            option=$word
        elif [[ $word != -* && -z $command ]]; then
            command=$word
        fi
    done
    if [[ -z $option && ${{words[CURRENT]}} == --*=* ]]; then
        option=${{words[CURRENT]%%=*}}
        compset -P '*='
    fi
    case $option in
{values}
        '')
            case $command in
{words}
            esac ;;
    esac
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

_PROFILE_OPTIONS = ("--profile", "--remove")
_FILE_OPTIONS = ("--bundle",)


def completion(console: Console, shell: str) -> Exit:
    """Print the script for ``shell``."""
    commands = parser.commands_of(parser.make())
    if shell == "fish":
        console.result(_FISH, *_fish_lines(commands))
    else:
        console.result(_script(_BASH if shell == "bash" else _ZSH, commands))
    return Exit.DONE


def _script(template: str, commands: dict[str, Command]) -> str:
    valued = {option.name: option for command in commands.values() for option in command.options if option.takes_value}
    values = [f"{name}) found=({choices}) ;;" for name, option in valued.items() if (choices := _choices(option))]
    words = [
        f"'{name}') found=({' '.join([*(option.name for option in command.options), *_values(name, commands)])}) ;;"
        for name, command in commands.items()
    ]
    return template.format(
        valued=_set(valued), files=_set(_FILE_OPTIONS), values=_indented(values, 8), words=_indented(words, 16)
    )


def _choices(option: Option) -> str:
    """What a shell makes the values of an option from; nothing where anything may be typed."""
    if option.name in _PROFILE_OPTIONS:
        return f"$({_PROFILES})"
    return " ".join(languages() if option.name == "--lang" else option.choices)


def _values(name: str, commands: Iterable[str]) -> list[str]:
    """What can stand behind a command that is no option."""
    values = {"": [name for name in commands if name], "explain": list(CATALOGUE), "completion": list(parser.SHELLS)}
    return values.get(name, [])


def _set(words: Iterable[str]) -> str:
    """Words between blanks, so that one of them is found with its blanks around."""
    return f'" {" ".join(words)} "'


def _indented(lines: Iterable[str], by: int) -> str:
    return "\n".join(" " * by + line for line in lines)


def _fish_lines(commands: dict[str, Command]) -> list[str]:
    everywhere = {option.name for option in commands["demo"].options}  # it has none of its own
    lines = [_fish_option(option, "") for option in commands["demo"].options]
    for name, command in commands.items():
        condition = f" -n {_quoted(f'__fish_seen_subcommand_from {name}' if name else '__fish_use_subcommand')}"
        if name:
            lines.append(f"complete -c ava-onboard -n __fish_use_subcommand -a {name} -d {_quoted(command.help)}")
            if values := _values(name, commands):
                lines.append(f"complete -c ava-onboard{condition} -a {_quoted(' '.join(values))}")
        lines += [_fish_option(option, condition) for option in command.options if option.name not in everywhere]
    return lines


def _fish_option(option: Option, condition: str) -> str:
    line = f"complete -c ava-onboard{condition} -l {option.name.removeprefix('--')} -d {_quoted(option.help)}"
    if not option.takes_value:
        return line
    if option.name in _FILE_OPTIONS:
        return f"{line} -r -F"
    choices = f"({_PROFILES})" if option.name in _PROFILE_OPTIONS else _choices(option)
    return f"{line} -x -a {_quoted(choices)}" if choices else f"{line} -x"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
