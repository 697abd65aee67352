"""Read a body without leaving its content in an error."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

_Shape = TypeVar("_Shape")


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
