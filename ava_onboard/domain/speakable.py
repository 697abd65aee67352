"""Codes that are easy to read out on the phone."""

ALPHABET = "3479ACDEFGHJKMNPQRTVWXY"
"""Characters that are clear when read out: of each group that looks alike, one or none (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B,
U V)."""
_GROUP = 4
_SPOKEN = 2
"""Groups of a request id that are read out: 23⁸ possibilities are enough to find one request of a day."""


def new_code(groups: int) -> str:
    """Return a random code of this many groups of four characters, such as ``K7QF-3XRD``."""
    import secrets  # takes too long for the start

    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(_GROUP)) for _group in range(groups))


def new_request_id() -> str:
    """Return the name of a new request: four groups."""
    return new_code(4)


def spoken(request_id: str) -> str:
    """Return what is read out of a request id: the start of one of ours, the whole of one that a service has made."""
    groups = request_id.split("-")
    ours = len(groups) == 4 and all(len(group) == _GROUP and set(group) <= set(ALPHABET) for group in groups)
    return "-".join(groups[:_SPOKEN]) if ours else request_id
