"""The edge of a stage: says why it stopped, and shows no secret, no row and no value of the data.

A job's output goes to CloudWatch Logs and into its FailureReason, where more people read than may read the data;
and the message of a library's exception often quotes the value that it failed on.
"""

import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TextIO


class StageError(Exception):
    """What stops a stage and can be told: who raises it puts no secret and no value of the data into its message."""


def _chain(error: BaseException) -> list[BaseException]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [error, *(_chain(earlier) if earlier else [])]


def _kind(error: BaseException) -> str:
    """Name an exception, and of a refusal by AWS its code and the call: the service's own words, and no data."""
    answer, call = getattr(error, "response", None), getattr(error, "operation_name", None)
    code = answer.get("Error", {}).get("Code") if isinstance(answer, dict) and isinstance(call, str) else None
    told = isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9.]{1,64}", code)
    return f"{type(error).__name__} ({code}, {call})" if told else type(error).__name__


def describe(error: BaseException) -> str:
    """Tell an unexpected exception by its kinds and the lines it went through, without any message."""
    kinds = ", after ".join(_kind(each) for each in _chain(error))
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
    hint = "Its message may quote data, so it is not shown; on your own machine WORKLOAD_DEBUG=1 shows it."
    return "\n".join([kinds, *places, hint])


def _warned(  # noqa: PLR0913, PLR0917  # as warnings.showwarning has them
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    # Like an exception's message, a warning's may quote data.
    del message, file, line
    sys.stderr.write(f"{category.__name__} at {Path(filename).name}:{lineno}\n")


def run(main: Callable[[], int]) -> int:
    """Run a stage and return its exit code: 1 where an exception stopped it."""
    if os.environ.get("WORKLOAD_DEBUG") == "1":
        return main()
    with warnings.catch_warnings():
        warnings.showwarning = _warned
        try:
            return main()
        except StageError as error:
            sys.stderr.write(f"{error}\n")
        except Exception as error:  # noqa: BLE001  # the edge: what is shown of it is decided here
            sys.stderr.write(f"{describe(error)}\n")
    return 1
