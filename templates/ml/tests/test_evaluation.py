import base64
import hashlib
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from conftest import MORE

from workload import evaluation
from workload.evaluation import Evaluation, EvaluationError

KEY = MORE["signing-key"]
FOUND = Evaluation("example-train-1", "a" * 64, "b" * 64, "c" * 64, "d" * 64, "image", {"rmse": 0.5})


def ask(**more: object) -> dict[str, Any]:
    digest = hashlib.sha256(FOUND.text()).digest()
    return {"KeyId": KEY, "Message": digest, "MessageType": "DIGEST", "SigningAlgorithm": "ECDSA_SHA_256", **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / evaluation.FILE).write_bytes(FOUND.text())
    (tmp_path / evaluation.SIGNATURE).write_bytes(base64.b64encode(b"signed") + b"\n")
    return tmp_path


def test_an_evaluation_is_text_that_comes_back() -> None:
    assert Evaluation.read(FOUND.text()) == FOUND
    assert FOUND.text().startswith(b'{\n  "archive": "aaaa')


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"job": "a"}', FOUND.text().replace(b'"job"', b'"other"')])
def test_what_is_no_evaluation_is_refused(text: bytes) -> None:
    with pytest.raises(EvaluationError, match="is not what an evaluation writes"):
        Evaluation.read(text)


def test_the_key_signs_the_hash_and_never_leaves_kms() -> None:
    kms = boto3.client("kms", region_name="eu-west-1")
    with Stubber(kms) as stub:
        stub.add_response("sign", {"Signature": b"signed"}, ask())
        assert evaluation.sign(kms, KEY, FOUND.text()) == base64.b64encode(b"signed") + b"\n"
        stub.assert_no_pending_responses()


def test_a_signature_of_the_key_is_accepted(folder: Path) -> None:
    kms = boto3.client("kms", region_name="eu-west-1")
    with Stubber(kms) as stub:
        stub.add_response("verify", {"SignatureValid": True}, ask(Signature=b"signed"))
        evaluation.verify(kms, KEY, folder)
        stub.assert_no_pending_responses()


def test_another_signature_is_refused(folder: Path) -> None:
    kms = boto3.client("kms", region_name="eu-west-1")
    with Stubber(kms) as stub:
        stub.add_client_error("verify", "KMSInvalidSignatureException")
        with pytest.raises(EvaluationError, match="is not the project's"):
            evaluation.verify(kms, KEY, folder)
        for answer in ({"SignatureValid": False}, {}):
            stub.add_response("verify", answer)
            with pytest.raises(EvaluationError, match="is not the project's"):
                evaluation.verify(kms, KEY, folder)


def test_an_evaluation_without_a_signature_is_refused(folder: Path) -> None:
    (folder / evaluation.SIGNATURE).unlink()
    with pytest.raises(EvaluationError, match="is not signed"):
        evaluation.verify(boto3.client("kms", region_name="eu-west-1"), KEY, folder)


def test_an_evaluation_is_not_changed_once_it_is_made() -> None:
    with pytest.raises(FrozenInstanceError):
        FOUND.job = "another"  # type: ignore[misc]
