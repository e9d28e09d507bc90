"""Drafts ml/model.json from data: python -m workload.describe data.csv --label price --task regression.

It guesses each column's type and keeps what the file says about anything else. Read what it wrote: a number may be a
category, and an identifier is not a feature.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workload import edge, spec, table

# Up to so many values, each of which comes twice at least on average, a text is a category.
FEW_VALUES = 30
METRICS = {"binary": ["accuracy", "roc_auc"], "multiclass": ["accuracy", "f1"], "regression": ["rmse", "r2"]}


def _is_number(text: str) -> bool:
    try:
        float(text.replace("_", "?"))
    except ValueError:
        return False
    return True


def feature(column: Sequence[str | None]) -> str | list[str | None]:
    """Guess a column's type, as model.json writes it."""
    known = [text for text in column if text is not None]
    gaps = len(known) < len(column)
    if known and all(map(_is_number, known)):
        return "number?" if gaps else "number"
    values = sorted(set(known))
    if 0 < len(values) <= min(FEW_VALUES, len(known) / 2):
        return [*values, None] if gaps else [*values]
    return "text?" if gaps else "text"


def draft(columns: dict[str, list[str | None]], label: str, task: str, before: dict[str, Any]) -> dict[str, Any]:
    """Draft model.json for columns of text: what is about other data is replaced, the rest of `before` stays."""
    if label not in columns:
        raise table.DataError(f"the data have no column {label}, which is the label")
    features = {name: feature(column) for name, column in columns.items() if name != label}
    classes = sorted({text for text in columns[label] if text is not None}) if task != "regression" else []
    about = {"purpose": f"Predicts {label}.", "intendedUse": "Not said yet.", "task": task, "label": label}
    bounds: dict[str, Any] = {"metrics": METRICS[task], "floors": {}, "ceilings": {}}
    return {**before, **about, "classes": classes, "features": features, **bounds}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the draft over ml/model.json."""
    parser = argparse.ArgumentParser(prog="workload.describe", description=__doc__)
    parser.add_argument("data", type=Path, help="a CSV or Parquet file")
    parser.add_argument("--label", required=True, help="the column to predict")
    parser.add_argument("--task", required=True, choices=[*METRICS])
    flags = parser.parse_args(arguments)
    if not flags.data.is_file():
        raise table.DataError(f"{flags.data} is not a file: name a CSV or Parquet file")
    before = spec.entries()
    columns = (
        table.read_parquet(flags.data)
        if flags.data.suffix.lower() == ".parquet"
        else table.read_csv(table.text_of(flags.data), flags.data.name, before.get("missing", [""]))
    )
    made = draft(columns, flags.label, flags.task, before)
    text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    with TemporaryDirectory() as folder:
        # What cannot be read back is not written over what can.
        drafted = Path(folder) / spec.FILE.name
        drafted.write_text(text, encoding="utf-8")
        spec.read(drafted)
    spec.FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{spec.FILE.name} has {len(made['features'])} features: read it, and say what the model is for\n")
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
