"""Look for a marked secret in everything that an exception holds."""

import traceback

MARK = "facade-marked-secret-0123456789"


def assert_no_mark(error: BaseException) -> None:
    """Neither the error, nor what is chained to it, nor any local variable on its way shows the mark."""
    assert error.__cause__ is None
    assert error.__context__ is None
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert MARK not in "".join(report.format()) + repr(error) + str(error) + repr(error.args)
