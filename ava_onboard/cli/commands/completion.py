"""``completion``: a script for each shell, made from the parser itself so that it knows every command."""

from ava_onboard.cli import parser
from ava_onboard.cli.console import Console
from ava_onboard.domain.failure import Exit
from ava_onboard.domain.problems import CATALOGUE

_BASH = """\
# ava-onboard completion for bash: eval "$(ava-onboard completion bash)"
_ava_onboard() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} command= words=() index
    for ((index = 1; index < COMP_CWORD; index++)); do
        case ${{COMP_WORDS[index]}} in
            --lang | --profile) ((index++)) ;;
            -*) ;;
            *) command=${{COMP_WORDS[index]}}; break ;;
        esac
    done
    if [[ ${{COMP_WORDS[COMP_CWORD-1]}} == --lang ]]; then
        words=(fr en)
    elif [[ ${{COMP_WORDS[COMP_CWORD-1]}} != --profile ]]; then
        case $command in
{cases}
        esac
    fi
    COMPREPLY=($(compgen -W "${{words[*]}}" -- "$word"))
}}
complete -F _ava_onboard ava-onboard"""

_ZSH = """\
#compdef ava-onboard
# ava-onboard completion for zsh: eval "$(ava-onboard completion zsh)", after compinit
_ava_onboard() {{
    local command= index
    local -a words_of_command
    for ((index = 2; index < CURRENT; index++)); do
        case ${{words[index]}} in
            --lang | --profile) ((index++)) ;;
            -*) ;;
            *) command=${{words[index]}}; break ;;
        esac
    done
    if [[ ${{words[CURRENT-1]}} == --lang ]]; then
        words_of_command=(fr en)
    elif [[ ${{words[CURRENT-1]}} != --profile ]]; then
        case $command in
{cases}
        esac
    fi
    compadd -- $words_of_command
}}
if [[ $funcstack[1] == _ava_onboard ]]; then _ava_onboard "$@"; else compdef _ava_onboard ava-onboard; fi"""

_FISH = """\
# ava-onboard completion for fish: ava-onboard completion fish | source
complete -c ava-onboard -f
complete -c ava-onboard -l lang -x -a 'fr en'
complete -c ava-onboard -l profile -x"""

_VALUED = {"--lang", "--profile"}
"""Options of every command that take a value."""


def completion(console: Console, shell: str) -> Exit:
    """Print the script for ``shell``."""
    commands = parser.commands_of(parser.make())
    words = {name: [*options, *_values(name, list(commands))] for name, (_help, options) in commands.items()}
    match shell:
        case "bash":
            console.result(_BASH.format(cases=_cases(words, "words")))
        case "zsh":
            console.result(_ZSH.format(cases=_cases(words, "words_of_command")))
        case _:
            console.result(_FISH, *_fish_lines(commands))
    return Exit.DONE


def _values(command: str, commands: list[str]) -> list[str]:
    """What can stand behind a command that is no option."""
    values = {"": [name for name in commands if name], "explain": list(CATALOGUE), "completion": list(parser.SHELLS)}
    return values.get(command, [])


def _cases(words: dict[str, list[str]], array: str) -> str:
    return "\n".join(f"            '{name}') {array}=({' '.join(choices)}) ;;" for name, choices in words.items())


def _fish_lines(commands: dict[str, tuple[str, list[str]]]) -> list[str]:
    lines = []
    for name, (summary, options) in commands.items():
        condition = f"__fish_seen_subcommand_from {name}" if name else "__fish_use_subcommand"
        if name:
            lines.append(f"complete -c ava-onboard -n __fish_use_subcommand -a {name} -d {_quoted(summary)}")
        names = [option.removeprefix("--") for option in options if option.startswith("--") and option not in _VALUED]
        lines += [f"complete -c ava-onboard -n {_quoted(condition)} -l {option}" for option in names]
        if name and (values := _values(name, list(commands))):
            lines.append(f"complete -c ava-onboard -n {_quoted(condition)} -a {_quoted(' '.join(values))}")
    return lines


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
