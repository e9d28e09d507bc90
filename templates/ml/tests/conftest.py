import csv
import io
import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import boto3
import pytest
from botocore.stub import Stubber

from workload import evaluate, launch, prepare, register, spec, train
from workload.settings import Project, Resources, lookup
from workload.spec import Feature, Spec

KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000"
PARAMETERS = {
    "raw-bucket": "raw-bucket",
    "processed-bucket": "processed-bucket",
    "artifacts-bucket": "artifacts-bucket",
    "training-role": "arn:aws:iam::111122223333:role/example-training",
    "processing-role": "arn:aws:iam::111122223333:role/example-processing",
    "inference-role": "arn:aws:iam::111122223333:role/example-inference",
    "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
    "inference-image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/serving:1",
    "secret": "example/data-provider",
    "data-key": KEY,
    "subnets": "subnet-0a,subnet-0b",
    "security-groups": "sg-0a",
}
# What the stages after training need beside these.
MORE = {
    "evaluation-role": "arn:aws:iam::111122223333:role/example-evaluation",
    "registration-role": "arn:aws:iam::111122223333:role/example-registration",
    "registry-group": "example-models",
    "signing-key": "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000001",
}


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a test reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    for name in ("AWS_PROFILE", "SM_HOSTS", "SM_CHANNEL_TRAIN", "SM_CHANNEL_VALIDATION", "SM_MODEL_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> Project:
    project = Project(name="example", region="eu-west-1", sensitivity="confidential")
    monkeypatch.setattr(Project, "read", classmethod(lambda _: project))
    return project


@pytest.fixture
def resources() -> Resources:
    names = {key.replace("-", "_"): value for key, value in PARAMETERS.items() if key != "inference-role"}
    return Resources(**{**names, "subnets": ("subnet-0a", "subnet-0b"), "security_groups": ("sg-0a",)})  # type: ignore[arg-type]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    """Stubs the services that the workload calls: one call too many fails, and so does one too few."""
    services = ("ssm", "s3", "sagemaker", "secretsmanager", "kms")
    clients = {name: boto3.client(name, region_name="eu-west-1") for name in services}
    stubs = {name: Stubber(client) for name, client in clients.items()}

    def client(name: str, **_: Any) -> Any:
        return clients[name]

    for module in (launch, prepare, evaluate, register):
        monkeypatch.setattr(module.boto3, "client", client)
    for stub in stubs.values():
        stub.activate()
    yield stubs
    for stub in stubs.values():
        stub.assert_no_pending_responses()


def expect_parameters(ssm: Stubber, folder: str, values: dict[str, str]) -> None:
    """Answers in two pages, as Parameter Store does for more than ten parameters."""
    path = f"/example/{folder}"
    entries = [{"Name": f"{path}/{key}", "Value": value} for key, value in values.items()]
    first, rest = entries[:2], entries[2:]
    asked = {"Path": path, "Recursive": True}
    ssm.add_response("get_parameters_by_path", {"Parameters": first, "NextToken": "more"}, asked)
    ssm.add_response("get_parameters_by_path", {"Parameters": rest}, {**asked, "NextToken": "more"})


@pytest.fixture(scope="session")
def declared() -> Iterator[Spec]:
    """This repository's model.json without its bounds, which made-up data cannot reach."""
    with pytest.MonkeyPatch.context() as patch:
        read, file_here = spec.read, spec.FILE
        own = replace(read(), floors={}, ceilings={})
        patch.setattr(spec, "read", lambda file=file_here: own if file == file_here else read(file))
        yield own


def _cell(feature: Feature, row: int, chance: random.Random) -> str:
    if feature.optional and row % 7 == 0:
        return ""
    if feature.kind == "number":
        return str(round(chance.gauss(0, 1), 3))
    if feature.kind == "text":
        return " ".join(chance.choices(["plain", "with, comma", 'with "quotes"', "with\nbreak"], k=3))
    return chance.choice(feature.values or ("red", "green, blue"))


def sample(declared: Spec, rows: int = 200) -> str:
    """Make up a CSV text that fits model.json: with gaps, commas, quotes and line breaks where it lets them be."""
    chance, text = random.Random(1), io.StringIO()  # noqa: S311  # equal data in each run
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([*declared.features, declared.label])
    for row in range(rows):
        label = declared.classes[row % len(declared.classes)] if declared.classes else str(chance.gauss(5, 2))
        lines.writerow([*(_cell(feature, row, chance) for feature in declared.features.values()), label])
    return text.getvalue()


@pytest.fixture(scope="session")
def raw(declared: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "made-up.csv").write_text(sample(declared), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def splits(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    prepare.main(["--input", str(raw), "--output", str(folder)])
    return folder


@pytest.fixture(scope="session")
def trained(splits: Path, declared: Spec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    train.train(splits / "train", folder, declared, lookup(declared.settings, {}))
    return folder
