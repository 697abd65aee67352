"""Read and make a body without leaving its content in an error."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from ava_onboard.contract.body import Body

_Shape = TypeVar("_Shape")
_Body = TypeVar("_Body", bound=Body)


def parse(shape: type[_Shape], body: bytes) -> _Shape | None:
    """Read JSON.

    The error of a body that does not fit holds the body. It ends here, so that nothing raised later has it as its
    context and no traceback shows it.

    Args:
        shape: A model, or a type made of models: `parse(list[Assistant], body)`.
        body: The bytes as they arrived.

    Returns:
        The value; None if the body does not fit.
    """
    try:
        return TypeAdapter(shape).validate_json(body)
    except ValidationError:
        return None


def build(make: Callable[[], _Body]) -> _Body | None:
    """Make a body, without an error that holds what does not fit.

    Args:
        make: Calls a model with its values.

    Returns:
        The body; None if Ava would refuse it.
    """
    try:
        return make()
    except ValidationError:
        return None
