"""One secret of AWS Secrets Manager, kept out of logs, messages, files and job descriptions.

A job gets the secret's name, never its value: DescribeTrainingJob and DescribeProcessingJob return hyperparameters,
arguments and environment to whoever may read jobs.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


class SecretError(RuntimeError):
    """The secret has no text value. The message never holds the value."""


class Secret:
    """A value that shows only when `reveal()` is called: no text form, no pickle, no copy in attributes."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the value. Hand it to the call that needs it and keep it nowhere."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written to files")


@contextmanager
def _no_bodies_in_logs() -> Iterator[None]:
    # At DEBUG, botocore.parsers logs the body of each response, and so the value.
    logger = logging.getLogger("botocore.parsers")
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)


def fetch(client: Any, secret_id: str) -> Secret:
    """Read the current value of `secret_id` (a name or an ARN) with a boto3 secretsmanager client."""
    with _no_bodies_in_logs():
        text = client.get_secret_value(SecretId=secret_id).get("SecretString")
    if not isinstance(text, str) or not text:
        raise SecretError(f"secret {secret_id} has no text value")
    return Secret(text)
