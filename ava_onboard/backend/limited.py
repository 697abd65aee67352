"""The refusal of what somebody does too often."""


class LimitedError(Exception):
    """There was too much of it. A subclass for each kind says of what."""

    def __init__(self, retry_after: int) -> None:
        """Create the error.

        Args:
            retry_after: Seconds until it is possible again.
        """
        super().__init__(f"Too often; possible again in {retry_after} s")
        self.retry_after = retry_after
