"""Commands: parse, wire, print, exit code. The only place that makes concrete gateways."""
