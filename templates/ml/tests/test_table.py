import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from workload import table
from workload.spec import Feature, Spec

CANARY = "canary-7f3a"
SPEC = Spec(
    purpose="",
    intended_use="",
    owner="",
    image={},
    task="binary",
    label="y",
    features={
        "size": Feature("number"),
        "age": Feature("number", optional=True),
        "note": Feature("text", optional=True),
        "city": Feature("category"),
        "color": Feature("category", optional=True, values=("red", "dark green, blue")),
    },
    metrics=(),
    settings=(),
    classes=("no", "yes"),
    missing=frozenset({"", "NA"}),
)
TEXT = (
    "\ufeffy,color,city,note,age,size,more\r\n"
    'yes,red,"Aix, en Provence","a ""quoted"" word\r\nand a break",NA,1.5,x\r\n'
    "\r\n"
    'no,"dark green, blue",Ulm,,3,-2e3,y\r\n'
    "no,NA,Ulm,NA,0,7,\r\n"
)


def typed(text: str) -> tuple[pd.DataFrame, Any]:
    columns = table.read_csv(text, "a.csv", SPEC.missing)
    return table.features(columns, SPEC, "a.csv"), table.labels(columns, SPEC, "a.csv")


def test_quotes_commas_line_breaks_and_gaps_are_read() -> None:
    rows, labels = typed(TEXT)
    assert [*rows.columns] == [*SPEC.features]
    assert rows["size"].tolist() == [1.5, -2000.0, 7.0]
    assert rows["age"].isna().tolist() == [True, False, False]
    assert rows["note"].tolist() == ['a "quoted" word\r\nand a break', "", ""]
    assert rows["city"].tolist() == ["Aix, en Provence", "Ulm", "Ulm"]
    assert rows["color"].cat.categories.tolist() == ["red", "dark green, blue"]
    assert rows["color"].isna().tolist() == [False, False, True]
    assert labels.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"yes,red,Ulm,,3,{CANARY}", 'row 2, column "size" of a.csv: is not a number'),
        ("yes,red,Ulm,,3,1_000", 'row 2, column "size" of a.csv: is not a number'),
        ("yes,red,Ulm,,3,inf", 'row 2, column "size" of a.csv: is not a finite number'),
        ("yes,red,Ulm,,nan,1", 'row 2, column "age" of a.csv: is not a finite number'),
        ("yes,red,Ulm,,3,", 'row 2, column "size" of a.csv: is missing, and model.json does not let it'),
        ("yes,red,NA,,3,1", 'row 2, column "city" of a.csv: is missing, and model.json does not let it'),
        (f"yes,{CANARY},Ulm,,3,1", 'row 2, column "color" of a.csv: is none of the values in model.json'),
        (f"{CANARY},red,Ulm,,3,1", 'row 2, column "y" of a.csv: is none of the values in model.json'),
        (",red,Ulm,,3,1", 'row 2, column "y" of a.csv: is missing, and model.json does not let it'),
        (f"yes,red,Ulm,{CANARY},3", "a.csv: row 2 has 5 fields, and the header has 6"),
        (f"yes,red,Ulm,{CANARY},3,1,", "a.csv: row 2 has 7 fields, and the header has 6"),
        (f'yes,red,Ulm,"{CANARY}"x,3,1', "a.csv: line 3 is not CSV, or the file is empty"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column_and_never_by_value(row: str, message: str) -> None:
    with pytest.raises(table.DataError) as refused:
        typed(f"y,color,city,note,age,size\nno,red,Ulm,,3,1\n{row}\n")
    assert str(refused.value) == message
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_header_without_a_feature_or_the_label_is_refused_by_what_is_missing() -> None:
    with pytest.raises(table.DataError, match=r"^a\.csv: has no column size, note$"):
        typed(f"y,color,city,age,{CANARY}\n")
    columns = table.read_csv("size\n1\n", "a.csv")
    with pytest.raises(table.DataError, match=r"^a\.csv: has no column y, which is the label$"):
        table.labels(columns, SPEC, "a.csv")


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(table.DataError, match="two columns of the header have the same name"):
        table.read_csv("a,b,a\n1,2,3\n", "a.csv")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(table.DataError, match="or the file is empty"):
        table.read_csv("", "a.csv")


def test_a_regression_predicts_numbers() -> None:
    spec = Spec("", "", "", {}, "regression", "y", {"a": Feature("number")}, (), ())
    assert table.labels({"y": ["1.5", "-2"]}, spec, "a.csv").tolist() == [1.5, -2.0]
    with pytest.raises(table.DataError, match="row 1, column"):
        table.labels({"y": [None]}, spec, "a.csv")


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    columns = {
        "y": ["yes", "no"],
        "color": pa.array(["red", None]).dictionary_encode(),
        "city": ["Ulm", "a, b"],
        "note": [None, "x"],
        "age": pa.array([None, 4], pa.int32()),
        "size": [0.1, 1e300],
    }
    parquet.write_table(pa.table(columns), tmp_path / "b.parquet")
    rows, labels = table.read(tmp_path, SPEC)
    assert rows["size"].tolist() == [0.1, 1e300]
    assert rows["age"].tolist()[1] == 4.0
    assert rows["color"].isna().tolist() == [False, True]
    assert rows["city"].tolist() == ["Ulm", "a, b"]
    assert labels.tolist() == [1.0, 0.0]


def test_what_is_not_a_number_in_parquet_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"a": [1.5, float("nan"), None, -2.0]}), file)
    assert table.read_parquet(file) == {"a": ["1.5", None, None, "-2.0"]}


def test_a_number_is_finite_in_each_row() -> None:
    spec = Spec("", "", "", {}, "regression", "y", {"a": Feature("number")}, (), ())
    for row in range(5):
        column: list[str | None] = ["1"] * 5
        column[row] = "inf"
        with pytest.raises(table.DataError, match=f"^row {row + 1}, .* is not a finite number"):
            table.labels({"y": column}, spec, "a.csv")


def test_many_fields_are_as_many_as_the_header_has() -> None:
    names = [f"c{number}" for number in range(300)]
    line = ",".join(names)
    columns = table.read_csv(f"{line}\n{line}\n", "a.csv")
    assert [*columns.items()] == [(name, [name]) for name in names]


def test_what_is_no_parquet_and_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(table.DataError, match=r"^a\.parquet: is not a Parquet file, or"):
        table.read(tmp_path / "a.parquet", SPEC)
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(table.DataError, match=r"^b\.csv: is not UTF-8 text: save it as that$"):
        table.read(tmp_path / "b.csv", SPEC)


@pytest.mark.parametrize(
    "values",
    [
        pa.array([[CANARY]]),
        pa.array([{"k": CANARY}]),
        pa.array([[(CANARY, 1)]], type=pa.map_(pa.string(), pa.int64())),
        pa.array([CANARY.encode()]),
        pa.array([CANARY.encode()], type=pa.large_binary()),
        pa.array([CANARY.encode()], type=pa.binary(len(CANARY))),
        pa.array([CANARY.encode()]).dictionary_encode(),
    ],
)
def test_lists_records_and_bytes_are_refused_where_a_feature_holds_them(tmp_path: Path, values: pa.Array) -> None:
    file = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"note": values, "size": [1.5]}), file)
    with pytest.raises(table.DataError) as refused:
        table.read_parquet(file, {"note", "size"})
    assert str(refused.value) == 'rows.parquet: column "note" holds lists, records or bytes: give numbers or texts'
    assert table.read_parquet(file, {"size"}) == table.read_parquet(file) == {"size": ["1.5"]}


def test_a_value_that_is_none_of_its_type_is_refused_and_not_shown(tmp_path: Path) -> None:
    told = "rows.parquet: is not a Parquet file, or holds a value that is none of its type"
    bytes_in_a_text = pa.array([b"\xff" + CANARY.encode()])
    text = pa.Array.from_buffers(pa.string(), 1, bytes_in_a_text.buffers())
    for values in (text, pa.array([2**62], type=pa.timestamp("us"))):
        file = tmp_path / "rows.parquet"
        parquet.write_table(pa.table({"note": values}), file)
        with pytest.raises(table.DataError) as refused:
            table.read_parquet(file)
        assert str(refused.value) == told
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__


def test_a_parquet_file_that_names_a_column_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    parquet.write_table(pa.Table.from_arrays([pa.array([1])] * 2, names=["size", "size"]), file)
    with pytest.raises(table.DataError, match=r"^rows\.parquet: two columns have the same name$"):
        table.read_parquet(file)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_fields_that_are_not_separated_by_commas_are_told(separator: str) -> None:
    text = separator.join(["y", "size", "age", "note", "city", "color"]) + f"\n{CANARY}\n"
    with pytest.raises(table.DataError, match=r"its fields are not separated by commas$") as refused:
        table.features(table.read_csv(text, "rows.csv"), SPEC, "rows.csv")
    assert CANARY not in str(refused.value)


def test_decimal_commas_between_semicolons_are_told_too() -> None:
    with pytest.raises(table.DataError, match=r"^rows\.csv: row 1 has 2 fields, .* 1: its fields are not separated by"):
        table.read_csv("size;age\n1,5;3\n", "rows.csv")
    with pytest.raises(table.DataError, match=r"^rows\.csv: row 1 has 2 fields, and the header has 1$"):
        table.read_csv("size\n1,5\n", "rows.csv")


@pytest.mark.parametrize("head", ["\ufeffa,b", '\ufeff"a","b"', '"a",b'])
def test_a_byte_order_mark_and_quotes_are_no_part_of_a_name(head: str) -> None:
    assert table.read_csv(f"{head}\r\n1,2\r\n", "rows.csv") == {"a": ["1"], "b": ["2"]}


def test_a_text_may_be_as_long_as_a_document() -> None:
    text = "word " * 100_000
    assert table.read_csv(f"a\n{text}\n", "rows.csv") == {"a": [text]}


def test_files_are_read_by_name_however_deep_and_nothing_but_tables(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    head = "y,color,city,note,age,size\n"
    (tmp_path / "b" / "1.csv").write_text(f"{head}no,red,Ulm,,,3\n")
    (tmp_path / "a.csv").write_text(f"{head}yes,red,Ulm,,,1\nno,,Ulm,,,2\n")
    (tmp_path / "notes.txt").write_text("none of it")
    rows, labels = table.read(tmp_path, SPEC)
    assert rows["size"].tolist() == [1, 2, 3]
    assert labels.tolist() == [1, 0, 0]
    assert rows.index.tolist() == [0, 1, 2]
    assert rows["color"].cat.categories.tolist() == ["red", "dark green, blue"]


def test_a_table_by_an_upper_case_name_is_one_and_a_hidden_copy_is_none(tmp_path: Path) -> None:
    head = "y,color,city,note,age,size\n"
    (tmp_path / "A.CSV").write_text(f"{head}yes,red,Ulm,,,1\n")
    for folder in (".ipynb_checkpoints", "x.csv"):
        (tmp_path / folder).mkdir()
    (tmp_path / ".ipynb_checkpoints" / "A-checkpoint.csv").write_text(f"{head}yes,red,Ulm,,,1\n")
    (tmp_path / "._A.csv").write_bytes(b"\xff")
    rows, _ = table.read(tmp_path, SPEC)
    assert rows["size"].tolist() == [1.0]
    assert table.read(tmp_path / "A.CSV", SPEC)[0]["size"].tolist() == [1.0]


@pytest.mark.parametrize("name", ["b.csv.gz", "b.CSV.zip", "b.parquet.crc", "b.csv.bak"])
def test_a_table_that_would_be_left_out_without_a_word_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text("y,color,city,note,age,size\nyes,red,Ulm,,,1\n")
    (tmp_path / name).write_bytes(b"")
    for place in (tmp_path, tmp_path / name):
        with pytest.raises(table.DataError, match=rf"^{name}: would be left out"):
            table.read(place, SPEC)


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    rows, labels = typed(TEXT)
    rows["size"] = np.array([1 / 3, 1e-300, -0.0])
    table.write(tmp_path / "data.csv", rows, labels, SPEC)
    again, values = table.read(tmp_path / "data.csv", SPEC)
    pd.testing.assert_frame_equal(again, rows)
    assert values.tolist() == labels.tolist()
    content = (tmp_path / "data.csv").read_bytes()
    assert content.count(b"\r\n") == 1, "only the one within quotes"
    assert content.startswith(f"{','.join(SPEC.features)},y\n".encode()), "the features, the label and nothing else"


def test_reading_does_not_depend_on_how_a_stream_translates_line_breaks() -> None:
    assert table.read_csv('a\n"1\r2"\n', "a.csv") == {"a": ["1\r2"]}
    assert io.StringIO("a\r\n", newline="").read() == "a\r\n"
