import json
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from workload import pin_image, spec
from workload.settings import Project, SettingError

DIGEST = f"sha256:{'a' * 64}"


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch) -> Stubber:
    client = boto3.client("ecr", region_name="eu-west-1")
    monkeypatch.setattr(boto3, "client", lambda *_, **__: client)
    stub = Stubber(client)
    stub.activate()
    return stub


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "model.json"
    file.write_bytes(spec.FILE.read_bytes())
    monkeypatch.setattr(spec, "FILE", file)
    return file


def use(file: Path, image: str) -> None:
    entries = json.loads(file.read_text())
    file.write_text(json.dumps({**entries, "image": {"use": image, "digest": None}}))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("image", "asked"),
    [
        ("scikit-learn", [("141502667606", "sagemaker-scikit-learn", "1.4-2-cpu-py3")]),
        ("xgboost", [("141502667606", "sagemaker-xgboost", "3.2-0")]),
        (
            "pytorch-gpu",
            [
                ("763104351884", "pytorch-training", "2.6.0-gpu-py312"),
                ("763104351884", "pytorch-inference", "2.6.0-gpu-py312"),
            ],
        ),
        ("own", [(None, "example-workload", "latest")]),
    ],
)
def test_the_digest_of_each_tag_is_written(
    ecr: Stubber, file: Path, image: str, asked: list[tuple[str | None, str, str]]
) -> None:
    use(file, image)
    for account, repository, tag in asked:
        registry = {"registryId": account} if account else {}
        answer = {"images": [{"imageId": {"imageDigest": DIGEST, "imageTag": tag}}]}
        request = {"repositoryName": repository, "imageIds": [{"imageTag": tag}], **registry}
        ecr.add_response("batch_get_image", answer, request)
    assert pin_image.main() == 0
    keys = ["digest", "inferenceDigest"][: len(asked)]
    assert json.loads(file.read_text())["image"] == {"use": image, **dict.fromkeys(keys, DIGEST)}
    ecr.assert_no_pending_responses()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("refused", [True, False])
def test_a_tag_that_is_not_there_or_a_refusal_is_told_and_nothing_is_written(
    ecr: Stubber, file: Path, capsys: pytest.CaptureFixture[str], *, refused: bool
) -> None:
    before = file.read_text()
    if refused:
        ecr.add_client_error("batch_get_image", "AccessDeniedException", "no")
    else:
        ecr.add_response("batch_get_image", {"images": []})
    assert pin_image.main() == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert file.read_text() == before


def test_a_region_without_the_registry_is_told() -> None:
    with pytest.raises(SettingError, match=r"names no algorithms registry in xx-nowhere-1"):
        pin_image.places("scikit-learn", Project("example", "xx-nowhere-1", "public"))
