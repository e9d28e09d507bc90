import io
import re
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from workload import formats

ROWS, VALUES = np.arange(8.0).reshape(4, 2), np.array([1.0, 2.0, 3.0, 5.0])


def fitted() -> object:
    return make_pipeline(StandardScaler(), LinearRegression()).fit(ROWS, VALUES)


def test_a_model_comes_back_and_equal_models_are_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        formats.save_skops(fitted(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert np.allclose(formats.load_skops(tmp_path / "a").predict(ROWS), fitted().predict(ROWS))  # type: ignore[attr-defined]


def test_a_file_that_names_a_function_of_its_makers_choice_is_refused(tmp_path: Path) -> None:
    made = make_pipeline(FunctionTransformer(np.save), LinearRegression())
    (tmp_path / "model").write_bytes(skops.io.dumps(made))
    with pytest.raises(formats.FormatError, match=r"^model was refused: UntrustedTypesFoundException$"):
        formats.load_skops(tmp_path / "model")


@pytest.mark.parametrize("content", [b"", b"\x80\x04N.", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_skops_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(formats.FormatError, match=r"^model was refused: "):
        formats.load_skops(tmp_path / "model")


def test_objects_are_numbered_from_one_in_their_order(tmp_path: Path) -> None:
    formats.save_skops(fitted(), tmp_path / "model")
    with ZipFile(tmp_path / "model") as packed:
        schema = packed.read(formats.SCHEMA).decode()
        files = [name for name in packed.namelist() if name != formats.SCHEMA]
    numbers = [int(number) for number in re.findall(r'"__id__": (\d+)', schema)]
    first = list(dict.fromkeys(numbers))
    assert first == [*range(1, len(first) + 1)]
    assert files == sorted(files)
    assert {int(name.partition(".")[0]) for name in files} <= set(first)


def test_a_part_that_is_of_no_object_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # skops names the file of an array by its object, and one of bytes by a random number.
    schema = '[{"__id__": 94321, "file": "94321.npy"}, {"__id__": 94322, "file": "7c1e.bin"}]'
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        for name, text in (("94321.npy", "array"), ("7c1e.bin", "bytes"), (formats.SCHEMA, schema)):
            packed.writestr(name, text)
    monkeypatch.setattr(skops.io, "dumps", lambda _model: made.getvalue())
    formats.save_skops(None, tmp_path / "model")
    with ZipFile(tmp_path / "model") as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == {
            "1.npy": "array",
            "7c1e.bin": "bytes",
            formats.SCHEMA: '[{"__id__": 1, "file": "1.npy"}, {"__id__": 2, "file": "7c1e.bin"}]',
        }
