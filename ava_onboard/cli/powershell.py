"""The completion script for PowerShell. It runs on Windows PowerShell 5.1 as well as on PowerShell 7."""

from collections.abc import Iterable, Mapping

_SCRIPT = """\
# ava-onboard completion for PowerShell: ava-onboard completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'ava-onboard' -ScriptBlock {{
    param($typed, $line, $position)
    $profiles = {{
        ava-onboard profiles 2>$null | ForEach-Object {{ if ($_ -match '^\\S*\\s+([a-z0-9-]+)') {{ $Matches[1] }} }}
    }}
    $words = @{{
{words}
    }}
    $values = @{{
{values}
    }}
    $option = ''
    $command = ''
    foreach ($element in $line.CommandElements | Select-Object -Skip 1) {{
        if ($element.Extent.EndOffset -ge $position) {{ break }}
        $word = $element.ToString()
        if ($option) {{ $option = '' }}
        elseif ($values.ContainsKey($word)) {{ $option = $word }}
        elseif (-not $word.StartsWith('-') -and -not $command) {{ $command = $word }}
    }}
    $typed = "$typed"
    $prefix = ''
    if (-not $option -and $typed -match '^(--[a-z-]+)=(.*)$' -and $values.ContainsKey($Matches[1])) {{
        $option = $Matches[1]
        $prefix = "$option="
        $typed = $Matches[2]
    }}
    if ($option) {{
        $found = $values[$option]
        if ($found -is [scriptblock]) {{ $found = & $found }}
    }}
    else {{ $found = $words[$command] }}
    $found | Where-Object {{ $_ -and $_.StartsWith($typed, 'OrdinalIgnoreCase') }} | ForEach-Object {{
        [System.Management.Automation.CompletionResult]::new("$prefix$_", $_, 'ParameterValue', $_)
    }}
}}"""
"""Where nothing is found, as for an option that takes a file, PowerShell offers files by itself."""


def script(words: Mapping[str, Iterable[str]], values: Mapping[str, Iterable[str] | None]) -> str:
    """Return the script.

    Args:
        words: What can follow each command; the empty name is the program itself.
        values: What can follow each option that takes a value; None for the names of the profiles.
    """
    return _SCRIPT.format(
        words="\n".join(f"        {_quoted(name)} = {_list(found)}" for name, found in words.items()),
        values="\n".join(
            f"        {_quoted(name)} = {'$profiles' if found is None else _list(found)}"
            for name, found in values.items()
        ),
    )


def _list(words: Iterable[str]) -> str:
    return f"@({', '.join(map(_quoted, words))})"


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
