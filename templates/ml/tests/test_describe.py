import json
from pathlib import Path
from typing import Any

import pytest

from workload import describe, spec, table
from workload.settings import SettingError


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (["1", "-2.5", "1e3"], "number"),
        (["1", None, "3"], "number?"),
        (["a", "b", "a", "b"], ["a", "b"]),
        (["b", None, "b", "a", "a"], ["a", "b", None]),
        (["a", "b", "a", "b", "a", "a"], ["a", "b"]),
        (["a", "a"], ["a"]),
        (["a", "b", "c"], "text"),
        (["a", "b", "c", "a", "b"], "text"),
        (["a", "b", None], "text?"),
        (["1_0", "2"], "text"),
        ([None, None], "text?"),
    ],
)
def test_a_column_is_what_its_values_look_like(column: list[str | None], kind: object) -> None:
    assert describe.feature(column) == kind


def test_many_values_are_text_and_many_rows_are_no_gap() -> None:
    values = [f"v{number:02}" for number in range(describe.FEW_VALUES + 1)]
    assert (describe.FEW_VALUES, describe.feature(values[:-1] * 2)) == (30, values[:-1])
    assert describe.feature(values * 2) == "text"
    assert describe.feature([str(number) for number in range(1000)]) == "number"


@pytest.mark.parametrize("words", [["--label", "y"], ["--task", "binary"]])
def test_label_and_task_are_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        describe.main(["data.csv", *words])
    assert left.value.code == 2
    assert "the following arguments are required" in capsys.readouterr().err


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    for data in (tmp_path / "nosuch.csv", tmp_path):
        with pytest.raises(table.DataError, match=r"is not a file: name a CSV or Parquet file$"):
            describe.main([str(data), "--label", "y", "--task", "binary"])


def test_a_draft_keeps_what_is_not_about_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before: dict[str, Any] = json.loads(spec.FILE.read_text())
    file = tmp_path / "model.json"
    file.write_text(json.dumps({**before, "owner": "fruit@example.com", "missing": ["", "?"]}))
    monkeypatch.setattr(spec, "FILE", file)
    data = tmp_path / "fruit.csv"
    data.write_text('weight,note,kind\n1,"round, red",apple\n?,,pear\n3,long,pear\n')
    assert describe.main([str(data), "--label", "kind", "--task", "binary"]) == 0
    drafted = spec.read(file)
    assert (drafted.owner, drafted.label, drafted.classes) == ("fruit@example.com", "kind", ("apple", "pear"))
    assert drafted.features == {
        "weight": spec.Feature("number", optional=True),
        "note": spec.Feature("text", optional=True),
    }
    assert (drafted.metrics, drafted.floors) == (("accuracy", "roc_auc"), {})
    assert drafted.settings[0].name == spec.read(file).settings[0].name


def test_a_regression_has_no_classes_and_a_label_has_to_be_there() -> None:
    columns: dict[str, list[str | None]] = {"a": ["1", "2"], "price": ["3", "4"]}
    assert describe.draft(columns, "price", "regression", {})["classes"] == []
    with pytest.raises(table.DataError, match="the data have no column cost"):
        describe.draft(columns, "cost", "regression", {})


@pytest.mark.parametrize(
    ("rows", "task", "readable"),
    [
        ("1,2\n2,3\n", "regression", True),
        ("1,a\n2,b\n", "binary", True),
        ("1,a\n2,b\n3,c\n", "multiclass", True),
        ("1,a\n2,b\n", "multiclass", False),
        ("1,a\n2,b\n3,c\n", "binary", False),
        ("", "binary", False),
    ],
)
def test_a_draft_is_written_where_it_can_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, task: str, *, readable: bool
) -> None:
    file = tmp_path / "model.json"
    before = spec.FILE.read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")
    monkeypatch.setattr(spec, "FILE", file)
    # Whatever is not Parquet by its name is read as CSV.
    data = tmp_path / ("A.CSV" if readable else "a.txt")
    data.write_text(f"\ufeffGröße,y\n{rows}", encoding="utf-8")
    words = [str(data), "--label", "y", "--task", task]
    if readable:
        assert describe.main(words) == 0
        assert [*spec.read(file).features] == ["Größe"]
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    else:
        with pytest.raises(SettingError, match='"task" and "classes"'):
            describe.main(words)
        assert file.read_text(encoding="utf-8") == before
