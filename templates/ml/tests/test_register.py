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
