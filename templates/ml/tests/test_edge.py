import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from workload import edge

CANARY = "canary-7f3a"


def stop(error: Exception, capsys: pytest.CaptureFixture[str]) -> str:
    def main() -> int:
        raise error

    assert edge.run(main) == 1
    shown = capsys.readouterr()
    assert not shown.out
    return shown.err


def test_a_stage_that_ends_well_keeps_its_exit_code() -> None:
    assert edge.run(lambda: 0) == 0
    assert edge.run(lambda: 3) == 3


def test_what_a_stage_may_tell_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert stop(edge.StageError("row 3: no number"), capsys) == "row 3: no number\n"


def test_an_unexpected_exception_is_told_by_its_kinds_and_places_and_not_by_its_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cause = KeyError(CANARY)
    error = ValueError(f"could not convert {CANARY}")
    error.__cause__ = cause
    shown = stop(error, capsys)
    assert shown.startswith("ValueError, after KeyError\n  edge.py:")
    assert "in main\n" in shown
    assert CANARY not in shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("AccessDeniedException", "ClientError (AccessDeniedException, GetSecretValue)\n"),
        (f"{CANARY} of the data", "ClientError\n"),
        (None, "ClientError\n"),
    ],
)
def test_a_refusal_by_aws_is_told_by_its_code_and_its_call_and_not_by_its_message(
    capsys: pytest.CaptureFixture[str], code: str | None, shown: str
) -> None:
    error = ClientError({"Error": {"Code": code, "Message": CANARY}}, "GetSecretValue")
    told = stop(error, capsys)
    assert told.startswith(shown)
    assert CANARY not in told


def test_a_suppressed_context_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    error = ValueError(CANARY)
    error.__context__, error.__suppress_context__ = KeyError(CANARY), True
    assert stop(error, capsys).startswith("ValueError\n")


def test_on_ones_own_machine_the_whole_exception_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKLOAD_DEBUG", "1")

    def main() -> int:
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match=CANARY):
        edge.run(main)


@pytest.mark.parametrize("stage", ["prepare", "train", "evaluate", "register", "describe"])
def test_each_stage_runs_within_the_edge(stage: str) -> None:
    text = Path(edge.__file__).with_name(f"{stage}.py").read_text(encoding="utf-8")
    assert '\nif __name__ == "__main__":\n    sys.exit(edge.run(main))\n' in text


def test_a_stage_that_fails_shows_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603  # this test's own words
        [sys.executable, "-m", "workload.prepare", "--input", str(tmp_path)],
        cwd=Path(edge.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, f"{tmp_path} holds no .csv and no .parquet file\n")


def test_a_warning_is_told_by_its_kind_and_place_and_only_while_a_stage_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def main() -> int:
        warnings.simplefilter("always")
        warnings.warn(f"dropped {CANARY}", stacklevel=1)
        return 0

    before = warnings.showwarning
    assert edge.run(main) == 0
    assert re.fullmatch(r"UserWarning at test_edge\.py:\d+\n", capsys.readouterr().err)
    assert warnings.showwarning is before
    monkeypatch.setenv("WORKLOAD_DEBUG", "1")
    with warnings.catch_warnings(record=True) as shown:
        edge.run(main)
    assert str(shown[0].message) == f"dropped {CANARY}"


@pytest.mark.parametrize(
    "more", [{"response": {"Error": {"Code": "Refused"}}}, {"operation_name": "GetItem"}, {"response": CANARY}]
)
def test_what_only_looks_like_a_refusal_by_aws_is_told_by_its_kind(
    capsys: pytest.CaptureFixture[str], more: dict[str, object]
) -> None:
    error = ValueError(CANARY)
    for name, value in more.items():
        setattr(error, name, value)
    assert stop(error, capsys).startswith("ValueError\n")
