"""One secret of AWS Secrets Manager, kept out of logs, messages, files and job descriptions.

A job gets the secret's name, never its value: DescribeTrainingJob and DescribeProcessingJob return hyperparameters,
arguments and environment to whoever may read jobs.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from workload.edge import StageError

# Where the secret is a JSON object, its member of this name is the value.
MEMBER = "token"
# What an HTTP header takes without quoting (RFC 9110, section 5.5); http.client prints any other value that it refuses.
# Quotation marks around it are a shell's or JSON's, and no part of a token (RFC 6750, section 2.1).
_VISIBLE = re.compile(r"""(?!["'].*["']$)[\x21-\x7e]+""")


class SecretError(StageError):
    """The secret has no usable value. The message never holds the value."""


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


def _member(text: str, secret_id: str) -> object:
    try:
        return json.loads(text).get(MEMBER)
    except (ValueError, AttributeError, RecursionError):
        # `from None`: the parser's error carries the whole text.
        raise SecretError(f"secret {secret_id} begins like JSON and is not a valid JSON object") from None


def fetch(client: Any, secret_id: str) -> Secret:
    """Read the current value of `secret_id` (a name or an ARN) with a boto3 secretsmanager client.

    The value is the secret's whole text, or the member "token" of a JSON object. Space and line breaks around it, which
    editors add to files, are dropped.

    Raises:
        SecretError: there is no such value, or it has other characters than visible ASCII.
    """
    with _no_bodies_in_logs():
        text = client.get_secret_value(SecretId=secret_id).get("SecretString")
    if not isinstance(text, str) or not text.strip():
        raise SecretError(f"secret {secret_id} has no text value")
    value = _member(text, secret_id) if text.lstrip().startswith(("{", "[")) else text
    if not isinstance(value, str) or not value.strip():
        raise SecretError(f'secret {secret_id} is JSON without a text "{MEMBER}"')
    if not _VISIBLE.fullmatch(value.strip()):
        raise SecretError(f"secret {secret_id} has characters that a token cannot have: store the bare token")
    return Secret(value.strip())
