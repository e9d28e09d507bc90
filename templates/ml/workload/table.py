"""Reads CSV and Parquet files by ml/model.json, strictly: an error tells file, row and column, and no value.

Rows count from 1 below the header. A table has the features as columns in the order of model.json: numbers as float64
with NaN where one is missing; texts and open categories as str, empty where missing; categories with known values as
pandas categories.
"""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import ArrowException, parquet

from workload.edge import StageError
from workload.spec import Feature, Spec

Column = Sequence[str | None]
_KINDS = {".csv", ".parquet"}
# A text's characters: csv's own limit of 131072 is less than documents have, and a C long of Windows holds no more.
_LONGEST = 0x7FFF_FFFF


class DataError(StageError):
    """Data are not as model.json says. The message names file, row and column, and holds no value."""


def _other_dialect(header: Collection[str]) -> str:
    other = len(header) == 1 and set(";\t|") & set(*header)
    return ": its fields are not separated by commas" if other else ""


def read_csv(text: str, name: str, missing: Iterable[str] = ()) -> dict[str, list[str | None]]:
    """Read a CSV text with a header (RFC 4180: quotes, commas and line breaks within quotes) into columns of text."""
    csv.field_size_limit(_LONGEST)
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header, *rows = [line for line in lines if line]
    except (csv.Error, ValueError):
        raise DataError(f"{name}: line {lines.line_num} is not CSV, or the file is empty") from None
    if len(set(header)) < len(header):
        raise DataError(f"{name}: two columns of the header have the same name")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            counts = f"row {number} has {len(row)} fields, and the header has {len(header)}"
            raise DataError(f"{name}: {counts}{_other_dialect(header)}")
    absent = {"", *missing}
    return {title: [None if row[place] in absent else row[place] for row in rows] for place, title in enumerate(header)}


def _is_plain(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    return not (binary or pa.types.is_nested(kind))


def read_parquet(file: Path, wanted: Collection[str] | None = None) -> dict[str, list[str | None]]:
    """Read a Parquet file into columns of text; a number keeps every digit.

    Args:
        file: its path.
        wanted: the columns to read, each of numbers, texts, dates or the like; others may hold what they will. None:
            whatever columns are so.
    """
    try:
        with parquet.ParquetFile(file) as stored:
            schema = stored.schema_arrow
            if len(set(schema.names)) < len(schema.names):
                raise DataError(f"{file.name}: two columns have the same name")
            asked = [name for name in schema.names if wanted is None or name in wanted]
            plain = [name for name in asked if _is_plain(schema.field(name).type)]
            odd = next((name for name in asked if name not in plain), None)
            if wanted is not None and odd is not None:
                raise DataError(f'{file.name}: column "{odd}" holds lists, records or bytes: give numbers or texts')
            columns = stored.read(columns=plain).to_pydict()
    except (ArrowException, OSError, ValueError, OverflowError):
        raise DataError(f"{file.name}: is not a Parquet file, or holds a value that is none of its type") from None
    return {
        name: [None if value is None or value != value else str(value) for value in values]  # noqa: PLR0124  # NaN
        for name, values in columns.items()
    }


def _numbers(column: Column, where: str) -> NDArray[np.float64]:
    values = np.empty(len(column))
    for row, text in enumerate(column, 1):
        try:
            # float() takes 1_000 as well, which is Python's way of writing a number and nobody else's.
            values[row - 1] = np.nan if text is None else float(text.replace("_", "?"))
        except ValueError:
            raise DataError(f"row {row}, {where}: is not a number") from None
        if text is not None and not np.isfinite(values[row - 1]):
            raise DataError(f"row {row}, {where}: is not a finite number")
    return values


def _typed(column: Column, feature: Feature, where: str) -> Any:
    for row, text in enumerate(column, 1):
        if text is None and not feature.optional:
            raise DataError(f"row {row}, {where}: is missing, and model.json does not let it")
        if text is not None and feature.values and text not in feature.values:
            raise DataError(f"row {row}, {where}: is none of the values in model.json")
    if feature.kind == "number":
        return pd.Series(_numbers(column, where))
    if feature.values:
        return pd.Series(pd.Categorical(list(column), categories=list(feature.values)))
    return pd.Series([text or "" for text in column], dtype=object)


def features(columns: dict[str, list[str | None]], spec: Spec, name: str) -> pd.DataFrame:
    """Type the features of columns of text; columns that are not features are left out."""
    absent = [feature for feature in spec.features if feature not in columns]
    if absent:
        raise DataError(f"{name}: has no column {', '.join(absent)}{_other_dialect(columns)}")
    typed = {key: _typed(columns[key], kind, f'column "{key}" of {name}') for key, kind in spec.features.items()}
    table: pd.DataFrame = pd.DataFrame(typed)
    return table


def labels(columns: dict[str, list[str | None]], spec: Spec, name: str) -> NDArray[np.float64]:
    """Type the label: a class's place in model.json, from 0, or the number to predict."""
    if spec.label not in columns:
        raise DataError(f"{name}: has no column {spec.label}, which is the label")
    feature = Feature("category" if spec.classes else "number", values=spec.classes)
    column = _typed(columns[spec.label], feature, f'column "{spec.label}" of {name}')
    return np.asarray(column.cat.codes if spec.classes else column, dtype=np.float64)


def _files(folder: Path) -> list[Path]:
    """Find the tables of a folder, however deep, by name; hidden ones are left out, such as the copies of notebooks."""
    below = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    shown = [file for file in below if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    found = [file for file in shown if file.is_file()]
    for file in found:
        *earlier, last = [suffix.lower() for suffix in file.suffixes] or [""]
        if _KINDS & {*earlier} and last not in _KINDS:
            raise DataError(
                f"{file.name}: would be left out, since it ends in neither .csv nor .parquet: unpack or move it"
            )
    return [file for file in found if file.suffix.lower() in _KINDS]


def read(folder: Path, spec: Spec) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Read every CSV and Parquet file of a folder, or one file: the table and its n labels."""
    parts = []
    for file in _files(folder):
        wanted = {*spec.features, spec.label}
        columns = (
            read_parquet(file, wanted)
            if file.suffix.lower() == ".parquet"
            else read_csv(text_of(file), file.name, spec.missing)
        )
        parts.append((features(columns, spec, file.name), labels(columns, spec, file.name)))
    if not parts:
        raise DataError(f"{folder} holds no .csv and no .parquet file")
    return pd.concat([part for part, _ in parts], ignore_index=True), np.concatenate([values for _, values in parts])


def text_of(file: Path) -> str:
    """Read a file of text."""
    try:
        # Not read_text: it changes the line breaks within a value.
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise DataError(f"{file.name}: is not UTF-8 text: save it as that") from None


def write(file: Path, table: pd.DataFrame, values: NDArray[np.float64], spec: Spec) -> None:
    """Write a table and its labels as the CSV that read gives back."""
    label = [spec.classes[int(value)] for value in values] if spec.classes else values
    table.assign(**{spec.label: label}).to_csv(file, index=False, encoding="utf-8", lineterminator="\n")
