import base64
import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber
from conftest import KEY, PARAMETERS, expect_parameters

from workload import evaluate, manifest, register


def pack(folder: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.add(folder, ".")
    return packed.getvalue()


def expect_download(aws: dict[str, Stubber], content: bytes) -> None:
    expect_parameters(aws["ssm"], "resources", PARAMETERS)
    asked = {"Bucket": "artifacts-bucket", "Key": "training/example-train-1/output/model.tar.gz"}
    aws["s3"].add_response("get_object", {"Body": StreamingBody(io.BytesIO(content), len(content))}, asked)


@pytest.mark.usefixtures("project")
def test_a_good_model_is_copied_with_its_hashes_and_gets_a_package(aws: dict[str, Stubber], trained: Path) -> None:
    content = pack(trained)
    expect_download(aws, content)
    model = manifest.verify(trained)[evaluate.MODEL]
    digest = hashlib.sha256(content)
    upload = {
        "Bucket": "artifacts-bucket",
        "Key": f"models/{model}/model.tar.gz",
        "Body": content,
        "ChecksumSHA256": base64.b64encode(digest.digest()).decode(),
        "Metadata": {"sha256": digest.hexdigest(), "model-sha256": model, "training-job": "example-train-1"},
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": KEY,
    }
    aws["s3"].add_response("put_object", {}, upload)
    package = {
        "ModelPackageName": f"example-model-{model[:16]}",
        "ModelPackageDescription": f"From training job example-train-1; model sha256 {model}",
        "InferenceSpecification": {
            "Containers": [
                {"Image": PARAMETERS["image"], "ModelDataUrl": f"s3://artifacts-bucket/models/{model}/model.tar.gz"}
            ],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
    }
    aws["sagemaker"].add_response("create_model_package", {"ModelPackageArn": "arn"}, package)
    assert register.main(["example-train-1"]) == 0


@pytest.mark.usefixtures("project")
def test_a_dry_run_writes_nothing(aws: dict[str, Stubber], trained: Path) -> None:
    expect_download(aws, pack(trained))
    assert register.main(["example-train-1", "--dry-run"]) == 0


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("harm", ["model", "metrics", "missing"])
def test_a_model_that_is_changed_weak_or_incomplete_is_refused(
    aws: dict[str, Stubber], trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    if harm == "model":
        (folder / evaluate.MODEL).write_bytes(b"other")
    if harm == "metrics":
        (folder / evaluate.METRICS).write_text(json.dumps({"accuracy": 0.5, "malignant_recall": 0.99}))
        manifest.write(folder)
    if harm == "missing":
        (folder / evaluate.MODEL).unlink()
        manifest.write(folder)
    expect_download(aws, pack(folder))
    assert register.main(["example-train-1"]) == 1
    assert capsys.readouterr().err


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/b", ".."])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(manifest.IntegrityError):
        register.unpack(packed.getvalue(), tmp_path)


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        link = tarfile.TarInfo("model.joblib")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(manifest.IntegrityError):
        register.unpack(packed.getvalue(), tmp_path)


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MAX_BYTES", 3)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "model.joblib").write_bytes(b"four")
    with pytest.raises(manifest.IntegrityError):
        register.unpack(pack(tmp_path / "in"), tmp_path)


def test_an_archive_may_be_as_large_as_half_a_gibibyte() -> None:
    assert register.MAX_BYTES == 536_870_912


def test_the_size_of_an_archive_is_the_sum_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / name).write_bytes(b"four")
    monkeypatch.setattr(register, "MAX_BYTES", 8)
    register.unpack(pack(tmp_path / "in"), tmp_path)
    assert (tmp_path / "b").read_bytes() == b"four"
    monkeypatch.setattr(register, "MAX_BYTES", 7)
    with pytest.raises(manifest.IntegrityError, match="the archive holds"):
        register.unpack(pack(tmp_path / "in"), tmp_path)


@pytest.mark.parametrize("name", ["inner", "-inner"])
def test_an_archive_with_a_folder_in_it_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in" / name).mkdir(parents=True)
    with pytest.raises(manifest.IntegrityError, match=name):
        register.unpack(pack(tmp_path / "in"), tmp_path)


def test_an_archive_with_a_file_in_place_of_its_top_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("."), io.BytesIO())
    with pytest.raises(manifest.IntegrityError, match="which no training job writes"):
        register.unpack(packed.getvalue(), tmp_path)


def test_a_file_at_the_top_may_have_any_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "-x").write_bytes(b"x")
    register.unpack(pack(tmp_path / "in"), tmp_path)
    assert (tmp_path / "-x").read_bytes() == b"x"


def test_a_good_archive_answers_the_hash_of_its_model(trained: Path) -> None:
    assert register.inspect(pack(trained)) == manifest.verify(trained)[evaluate.MODEL]


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        ([evaluate.MODEL], "the archive has no model.joblib"),
        ([evaluate.METRICS], "the archive has no metrics.json"),
        ([evaluate.MODEL, evaluate.METRICS], "the archive has no metrics.json, model.joblib"),
    ],
)
def test_what_an_archive_lacks_is_named(trained: Path, tmp_path: Path, lacking: list[str], message: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    for name in lacking:
        (folder / name).unlink()
    manifest.write(folder)
    with pytest.raises(manifest.IntegrityError, match=f"^{message}$"):
        register.inspect(pack(folder))


def test_every_threshold_that_is_missed_is_named(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    (folder / evaluate.METRICS).write_text(json.dumps({"accuracy": 0.5, "malignant_recall": 0.25}))
    manifest.write(folder)
    with pytest.raises(ValueError, match=r"^not good enough to register: accuracy is 0\.5.*; malignant_recall"):
        register.inspect(pack(folder))


@pytest.mark.usefixtures("project")
def test_a_dry_run_prints_the_request(
    aws: dict[str, Stubber], trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expect_download(aws, pack(trained))
    assert register.main(["example-train-1", "--dry-run"]) == 0
    text = capsys.readouterr().out
    request = json.loads(text)
    assert text == json.dumps(request, indent=2) + "\n"
    assert request["ModelPackageName"].startswith("example-model-")
