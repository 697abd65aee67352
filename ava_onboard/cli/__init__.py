"""Commands: parse, wire, print, exit code. The only place that builds concrete adapters."""
