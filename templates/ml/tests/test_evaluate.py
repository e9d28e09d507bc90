import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber
from conftest import MORE

from workload import archive, bundle, evaluate, evaluation, manifest, spec
from workload.settings import OUTPUT

KEY = MORE["signing-key"]


# What a hostile pickle does: it runs a call of its maker's choice when it is opened.
BOMB = """
import pathlib, pickle, sys

class Bomb:
    def __reduce__(self):
        return pathlib.Path.touch, (pathlib.Path(sys.argv[1]),)

sys.stdout.buffer.write(pickle.dumps(Bomb()))
"""


def run(trained: Path, splits: Path, output: Path, *more: str) -> int:
    words = ["--model-dir", str(trained), "--holdout", str(splits / "holdout"), "--output", str(output)]
    return evaluate.main([*words, *more])


def test_a_model_that_was_swapped_is_refused(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    (folder / evaluate.MODEL).write_bytes(b"other")
    with pytest.raises(manifest.IntegrityError):
        evaluate.load_model(folder)


def test_a_model_whose_manifest_was_rewritten_is_refused_by_its_registered_hash(trained: Path, tmp_path: Path) -> None:
    registered = manifest.verify(trained)[evaluate.MODEL]
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    (folder / evaluate.MODEL).write_bytes(b"other")
    manifest.write(folder)
    for digest in (registered, "0" * 64, "f" * 64):
        with pytest.raises(manifest.IntegrityError, match="not the model that was asked for"):
            evaluate.load_model(folder, digest)


def test_a_model_is_opened_where_its_hash_is_the_registered_one(trained: Path) -> None:
    # Equal, and not the same object: it is read from the environment.
    registered = "".join([*manifest.verify(trained)[evaluate.MODEL]])
    assert type(evaluate.load_model(trained, registered)) is type(evaluate.load_model(trained))


def test_a_pickle_in_the_models_place_is_not_run_though_its_hash_is_right(tmp_path: Path) -> None:
    mark, folder = tmp_path / "mark", tmp_path / "model"
    folder.mkdir()
    make = [sys.executable, "-c", BOMB, str(mark)]
    bomb = subprocess.run(make, capture_output=True, check=True).stdout  # noqa: S603  # this test's own words
    (folder / evaluate.MODEL).write_bytes(bomb)
    manifest.write(folder)
    with pytest.raises(Exception, match=r"."):  # whatever the format's own reader says
        evaluate.load_model(folder, hashlib.sha256(bomb).hexdigest())
    assert not mark.exists()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    manifest.write(tmp_path)
    with pytest.raises(manifest.IntegrityError, match="not the model that was asked for"):
        evaluate.load_model(tmp_path)


def test_a_good_model_gets_an_archive_and_an_evaluation_that_names_it(
    trained: Path, splits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(trained, splits, tmp_path / "out", "--job", "example-train-1", "--code", "c0de", "--image", "i") == 0
    text = capsys.readouterr().out
    shown = json.loads(text)
    assert text == json.dumps(shown, indent=2) + "\n", "a person reads it in the job's log"
    found = evaluation.Evaluation.read((tmp_path / "out" / "evaluation.json").read_bytes())
    assert found == evaluation.Evaluation(
        job="example-train-1",
        archive=manifest.sha256(tmp_path / "out" / "model.tar.gz"),
        model=manifest.verify(trained)[evaluate.MODEL],
        code="c0de",
        holdout=manifest.sha256(splits / "holdout" / "manifest.json"),
        image="i",
        metrics=shown["metrics"],
    )
    assert shown["missed"] == []
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["evaluation.json", "model.tar.gz"]


def test_equal_models_make_equal_archives(trained: Path, splits: Path, tmp_path: Path) -> None:
    output = tmp_path / "deep" / "out"
    archives = []
    for _ in range(2):
        run(trained, splits, output)
        archives.append((output / "model.tar.gz").read_bytes())
    assert archives[0] == archives[1]


def test_a_training_jobs_archive_is_opened_first(trained: Path, splits: Path, tmp_path: Path) -> None:
    files = {file.name: file.read_bytes() for file in trained.iterdir()}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / bundle.NAME).write_bytes(archive.pack(files))
    assert run(tmp_path / "in", splits, tmp_path / "out") == 0
    run(trained, splits, tmp_path / "direct")
    assert manifest.sha256(tmp_path / "out" / bundle.NAME) == manifest.sha256(tmp_path / "direct" / bundle.NAME)


@pytest.mark.parametrize("bound", ["floors", "ceilings"])
def test_a_model_that_misses_a_bound_is_told_and_nothing_is_written(
    trained: Path, splits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    declared, (far, why) = spec.read(), {"floors": (1e9, "below"), "ceilings": (-1e9, "above")}[bound]
    name = declared.metrics[0]
    bounded: Any = {bound: {name: far}}
    monkeypatch.setattr(spec, "read", lambda: replace(declared, **bounded))
    with pytest.raises(evaluate.BoundsError, match=f"^not good enough to register: {name} is .*, {why} {far}$"):
        run(trained, splits, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_held_out_data_that_changed_are_refused(trained: Path, splits: Path, tmp_path: Path) -> None:
    shutil.copytree(splits / "holdout", tmp_path / "holdout")
    with (tmp_path / "holdout" / "data.csv").open("a") as stream:
        stream.write("\n")
    with pytest.raises(manifest.IntegrityError):
        run(trained, tmp_path, tmp_path / "out")


@pytest.mark.parametrize("text", ["", "{}"])
def test_a_model_of_another_declaration_is_refused(trained: Path, splits: Path, tmp_path: Path, text: str) -> None:
    shutil.copytree(trained, tmp_path / "model")
    (tmp_path / "model" / "model.json").write_text(text)
    manifest.write(tmp_path / "model")
    with pytest.raises(manifest.IntegrityError, match=r"another model\.json"):
        run(tmp_path / "model", splits, tmp_path / "out")


def test_what_was_found_is_signed_with_the_projects_key(
    aws: dict[str, Stubber], trained: Path, splits: Path, tmp_path: Path
) -> None:
    aws["kms"].add_response("sign", {"Signature": b"signed"})
    assert run(trained, splits, tmp_path / "out", "--key", KEY) == 0
    assert (tmp_path / "out" / "evaluation.json.sig").read_bytes() == b"c2lnbmVk\n"


@pytest.mark.parametrize(
    ("flags", "folders"),
    [
        ([], ["/opt/ml/processing/input/model", "/opt/ml/processing/input/holdout", "/opt/ml/processing/output"]),
        (["--local"], ["model", "data/holdout", "evaluated"]),
        (["--local", "--holdout", "/h"], ["model", "/h", "evaluated"]),
    ],
)
def test_folders_are_the_jobs_or_this_machines(flags: list[str], folders: list[str]) -> None:
    found = evaluate.parse(flags)
    assert [found.model_dir, found.holdout, found.output] == [OUTPUT / folder for folder in folders]
