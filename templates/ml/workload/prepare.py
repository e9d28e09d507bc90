"""Makes the training and validation splits: in AWS a processing job inside the VPC, with --local on this machine.

Three sources: the data set that scikit-learn bundles (--local), CSV files of the raw bucket, or an HTTPS source that
the VPC reaches (--source), with the secret as its bearer token. A CSV file has a header; its last column is the label,
0 or 1.
"""

import argparse
import sys
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import boto3
import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

from workload import edge, manifest, secrets
from workload.settings import OUTPUT, Hyperparameters, resolve

Rows = NDArray[np.float64]
TIMEOUT_SECONDS = 60
VALIDATION_SHARE = 0.25


class SourceError(edge.StageError):
    """The source gave nothing to read. The message holds neither the address, which may carry a key, nor the token."""


class _StayHere(HTTPRedirectHandler):
    # urllib sends the Authorization header on to wherever a redirect points.
    def redirect_request(self, *_arguments: object) -> None:
        return None


def bundled() -> tuple[list[str], Rows]:
    """Return scikit-learn's breast-cancer data: 30 feature names and the label's, and 569 rows of 31 numbers."""
    data = load_breast_cancer()
    names = [str(name).replace(" ", "_") for name in data.feature_names]
    return [*names, "target"], np.column_stack([data.data, data.target])


def parse(text: str) -> tuple[list[str], Rows]:
    """Read a CSV text: its header, and one row of numbers per line."""
    header, *lines = text.splitlines()
    rows = np.loadtxt(lines, delimiter=",", dtype=np.float64, ndmin=2)
    names = header.split(",")
    if rows.shape[1] != len(names) or not np.isfinite(rows).all():
        raise ValueError(f"expected {len(names)} finite numbers on each line")
    return names, rows


def read(folder: Path) -> tuple[list[str], Rows]:
    """Read every CSV file below `folder`, which must all have one header."""
    tables = [parse(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.csv"))]
    if not tables or any(names != tables[0][0] for names, _ in tables):
        raise ValueError(f"{folder} must hold CSV files with one and the same header")
    return tables[0][0], np.concatenate([rows for _, rows in tables])


def download(url: str, token: secrets.Secret) -> tuple[list[str], Rows]:
    """Fetch a CSV file over HTTPS. A redirect is refused, and no message holds the token."""
    if not url.startswith("https://"):
        raise SourceError("a source is an https:// address")
    request = Request(url, headers={"Authorization": f"Bearer {token.reveal()}"})  # noqa: S310  # https only, see above
    try:
        with build_opener(_StayHere).open(request, timeout=TIMEOUT_SECONDS) as response:
            text = response.read().decode("utf-8")
    except HTTPError as error:
        raise SourceError(f"the source answered {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
        raise SourceError(f"the source gave no CSV file: {type(reason).__name__}") from None
    return parse(text)


def write(output: Path, names: list[str], rows: Rows, seed: int) -> None:
    """Write output/train and output/validation, each a data.csv with its manifest; the seed decides the split."""
    splits = train_test_split(rows, test_size=VALIDATION_SHARE, random_state=seed, stratify=rows[:, -1])
    for split, part in zip(("train", "validation"), splits, strict=True):
        folder = output / split
        folder.mkdir(parents=True, exist_ok=True)
        np.savetxt(folder / "data.csv", part, fmt="%.17g", delimiter=",", header=",".join(names), comments="")
        manifest.write(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    parser = argparse.ArgumentParser(prog="workload.prepare", description=__doc__)
    parser.add_argument("--local", action="store_true", help="use the bundled data and write below ml/output")
    parser.add_argument("--input", type=Path, default=Path("/opt/ml/processing/input/raw"))
    parser.add_argument(
        "--output", type=Path, help="default: /opt/ml/processing/output, or ml/output/data with --local"
    )
    parser.add_argument("--source", help="an https:// address of a CSV file")
    parser.add_argument("--secret", help="name or ARN of the secret that the source asks for")
    parser.add_argument("--region")
    parser.add_argument("--seed")
    flags = parser.parse_args(arguments)
    if flags.local:
        names, rows = bundled()
    elif flags.source and flags.secret:
        client = boto3.client("secretsmanager", region_name=flags.region)
        names, rows = download(flags.source, secrets.fetch(client, flags.secret))
    else:
        names, rows = read(flags.input)
    seed = resolve(Hyperparameters, flags={"seed": flags.seed}).seed
    write(flags.output or (OUTPUT / "data" if flags.local else Path("/opt/ml/processing/output")), names, rows, seed)
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
