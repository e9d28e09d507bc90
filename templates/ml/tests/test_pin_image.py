import json
import re
from datetime import datetime, timezone
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ProfileNotFound
from botocore.stub import Stubber

from workload import pin_image, spec
from workload.settings import ROOT, Project, SettingError

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
    ],
)
def test_the_digest_of_each_tag_is_written(
    ecr: Stubber, file: Path, image: str, asked: list[tuple[str, str, str]]
) -> None:
    use(file, image)
    for account, repository, tag in asked:
        answer = {"images": [{"imageId": {"imageDigest": DIGEST, "imageTag": tag}}]}
        request = {"repositoryName": repository, "imageIds": [{"imageTag": tag}], "registryId": account}
        ecr.add_response("batch_get_image", answer, request)
    assert pin_image.main() == 0
    keys = ["digest", "inferenceDigest"][: len(asked)]
    assert json.loads(file.read_text())["image"] == {"use": image, **dict.fromkeys(keys, DIGEST)}
    ecr.assert_no_pending_responses()


OWN = {"repositoryName": "example/trainer", "filter": {"tagStatus": "TAGGED"}}


@pytest.mark.usefixtures("project")
def test_of_an_image_of_ones_own_the_one_that_was_pushed_last_is_written(
    ecr: Stubber, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use(file, "own:trainer")

    def pushed(letter: str, day: int) -> dict[str, object]:
        return {"imageDigest": f"sha256:{letter * 64}", "imagePushedAt": datetime(2026, 11, day, tzinfo=timezone.utc)}

    first, second = [pushed("b", 3), pushed("a", 9)], [pushed("c", 5)]
    ecr.add_response("describe_images", {"imageDetails": first, "nextToken": "more"}, OWN)
    ecr.add_response("describe_images", {"imageDetails": second}, {**OWN, "nextToken": "more"})
    assert pin_image.main() == 0
    assert json.loads(file.read_text())["image"] == {"use": "own:trainer", "digest": DIGEST}
    assert capsys.readouterr().out == f"example/trainer is {DIGEST}\n"


@pytest.mark.usefixtures("project")
def test_a_repository_without_an_image_and_one_that_may_not_be_asked_are_told(
    ecr: Stubber, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use(file, "own:trainer")
    ecr.add_response("describe_images", {"imageDetails": []}, OWN)
    assert pin_image.main() == 2
    assert capsys.readouterr().err == "example/trainer has no image yet: run its workflow, which pushes one\n"
    ecr.add_client_error("describe_images", "AccessDeniedException", "no")
    assert pin_image.main() == 2
    assert "ecr:DescribeImages repository/example/trainer" in capsys.readouterr().err


def test_own_without_a_unit_is_a_repository_that_somebody_made() -> None:
    project = Project("example", "eu-west-1", "public")
    assert pin_image.places("own", project) == {"digest": (None, "example-workload", None)}
    assert pin_image.places("own:trainer", project) == {"digest": (None, "example/trainer", None)}


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


def test_a_profile_that_leads_nowhere_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ProfileNotFound(profile="nobody")

    monkeypatch.setattr(boto3, "client", refuse)
    assert pin_image.main() == 2
    assert capsys.readouterr().err == (
        "the AWS configuration of this machine: The config profile (nobody) could not be found\n"
    )


def starts(dockerfile: str) -> list[str]:
    """Name the images that a Dockerfile starts from, without its own stages."""
    lines = [line.split() for line in dockerfile.splitlines() if re.match(r"\s*FROM\s", line, re.IGNORECASE)]
    froms = [[word for word in words[1:] if not word.startswith("--")] for words in lines]
    stages = {words[2].lower() for words in froms if len(words) > 2}  # IMAGE AS NAME
    return [words[0] for words in froms if words[0].lower() not in stages]


def test_the_images_that_a_dockerfile_starts_from_are_found() -> None:
    text = "# FROM x\nFROM --platform=linux/amd64 a:1 AS build\nRUN true\nfrom b@sha256:0\nFROM build\nFROM scratch\n"
    assert starts(text) == ["a:1", "b@sha256:0", "scratch"]


def test_each_image_of_ones_own_starts_from_another_by_its_digest() -> None:
    for file in sorted(ROOT.glob("infra/units/*/Dockerfile*")):
        found = starts(file.read_text(encoding="utf-8"))
        assert found, f"{file.parent.name} starts from nothing"
        for image in found:
            assert image == "scratch" or re.search(r"@sha256:[0-9a-f]{64}$", image), (
                f"{file.parent.name}: {image} can be moved: name its digest"
            )


@pytest.mark.usefixtures("project")
def test_nothing_else_of_model_json_is_written_anew(ecr: Stubber, file: Path) -> None:
    entries = {**json.loads(file.read_text()), "owner": "Zoë Müller", "image": {"use": "scikit-learn", "digest": None}}
    before = json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
    file.write_text(before, encoding="utf-8")
    ecr.add_response("batch_get_image", {"images": [{"imageId": {"imageDigest": DIGEST}}]})
    assert pin_image.main() == 0
    assert file.read_text(encoding="utf-8") == before.replace('"digest": null', f'"digest": "{DIGEST}"')
