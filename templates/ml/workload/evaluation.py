"""What evaluation found, bound to what it looked at by hashes, and signed where the project has a key for that."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workload.edge import StageError

FILE = "evaluation.json"
SIGNATURE = "evaluation.json.sig"
ALGORITHM = "ECDSA_SHA_256"


class EvaluationError(StageError):
    """An evaluation is not one that can be relied on."""


@dataclass(frozen=True)
class Evaluation:
    """Metrics on held-out data. Each hash is a sha256 of 64 hexadecimal digits."""

    job: str
    archive: str
    model: str
    code: str
    holdout: str
    image: str
    metrics: Mapping[str, float]

    def text(self) -> bytes:
        """Write it the one way that is signed."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True) + "\n").encode()

    @classmethod
    def read(cls, content: bytes) -> "Evaluation":
        """Read what text wrote."""
        try:
            return cls(**json.loads(content))
        except (ValueError, TypeError):
            raise EvaluationError(f"{FILE} is not what an evaluation writes") from None


def sign(kms: Any, key: str, content: bytes) -> bytes:
    """Sign with the project's key, which never leaves KMS (AWS KMS API Reference, "Sign"); return base64 text."""
    digest = hashlib.sha256(content).digest()
    answer = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm=ALGORITHM)
    return base64.b64encode(answer["Signature"]) + b"\n"


def verify(kms: Any, key: str, folder: Path) -> None:
    """Check the signature of a folder's evaluation.

    Raises:
        EvaluationError: there is none, or the key did not make it.
    """
    if not (folder / SIGNATURE).is_file():
        raise EvaluationError(f"{FILE} is not signed")
    try:
        signature = base64.b64decode((folder / SIGNATURE).read_bytes(), validate=False)
        answer = kms.verify(
            KeyId=key,
            Message=hashlib.sha256((folder / FILE).read_bytes()).digest(),
            MessageType="DIGEST",
            Signature=signature,
            SigningAlgorithm=ALGORITHM,
        )
    except (ValueError, kms.exceptions.KMSInvalidSignatureException):
        raise EvaluationError(f"the signature of {FILE} is not the project's") from None
    if answer.get("SignatureValid") is not True:
        raise EvaluationError(f"the signature of {FILE} is not the project's")
