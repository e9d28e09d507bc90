"""Makes the split to train on and the one to judge by: in AWS a processing job, with --local on this machine.

Reads the CSV and Parquet files of a folder (the raw bucket's, or ml/data with --local), or one CSV file of an HTTPS
source that the VPC reaches (--source), with the secret as its bearer token. ml/model.json says what has to be in them.
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
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from workload import edge, manifest, secrets, spec, table
from workload.settings import OUTPUT, ROOT, lookup

TIMEOUT_SECONDS = 60
# The share that only evaluation reads: training cannot learn it, nor choose by it.
HOLDOUT_SHARE = 0.25
# With one, either no row is learnt from or none is judged by.
LEAST_OF_A_CLASS = 2


class SourceError(edge.StageError):
    """The source gave nothing to read. The message holds neither the address, which may carry a key, nor the token."""


class _StayHere(HTTPRedirectHandler):
    # urllib sends the Authorization header on to wherever a redirect points.
    def redirect_request(self, *_arguments: object) -> None:
        return None


def download(url: str, token: secrets.Secret) -> str:
    """Fetch a CSV text over HTTPS. A redirect is refused, and no message holds the token."""
    if not url.startswith("https://"):
        raise SourceError("a source is an https:// address")
    request = Request(url, headers={"Authorization": f"Bearer {token.reveal()}"})  # noqa: S310  # https only, see above
    try:
        with build_opener(_StayHere).open(request, timeout=TIMEOUT_SECONDS) as response:
            return str(response.read().decode("utf-8"))
    except HTTPError as error:
        raise SourceError(f"the source answered {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
        raise SourceError(f"the source gave no CSV file: {type(reason).__name__}") from None


def split(values: NDArray[np.float64], seed: int, declared: spec.Spec, share: float) -> list[NDArray[np.int64]]:
    """Divide n rows, by their places, into two; each class keeps its share in both, and the seed decides."""
    rare = [name for place, name in enumerate(declared.classes) if np.sum(values == place) < LEAST_OF_A_CLASS]
    if rare:
        raise table.DataError(
            f"of {len(values)} rows, less than {LEAST_OF_A_CLASS} are of the class {', '.join(rare)}: "
            "add some, or take the class out of model.json"
        )
    try:
        places = np.arange(len(values))
        stratum = values if declared.classes else None
        return list(train_test_split(places, test_size=share, random_state=seed, stratify=stratum))
    except ValueError:
        raise table.DataError(f"{len(values)} rows are too few to set some aside: add more") from None


def write(output: Path, rows: pd.DataFrame, values: NDArray[np.float64], declared: spec.Spec, seed: int) -> None:
    """Write output/train and output/holdout, each a data.csv with its manifest."""
    for name, places in zip(("train", "holdout"), split(values, seed, declared, HOLDOUT_SHARE), strict=True):
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        table.write(folder / "data.csv", rows.iloc[places], values[places], declared)
        manifest.write(folder)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="workload.prepare", description=__doc__)
    parser.add_argument("--local", action="store_true", help="read ml/data and write below ml/output")
    parser.add_argument("--input", type=Path, help="a folder or a file; default: the job's, or ml/data with --local")
    parser.add_argument("--output", type=Path, help="default: the job's, or ml/output/data with --local")
    parser.add_argument("--source", help="an https:// address of a CSV file")
    parser.add_argument("--secret", help="name or ARN of the secret that the source asks for")
    parser.add_argument("--region")
    parser.add_argument("--seed")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; the exit code is 0, or an exception tells what is wrong."""
    flags, declared = parse(arguments), spec.read()
    job = Path("/opt/ml/processing")
    if flags.source and flags.secret:
        client = boto3.client("secretsmanager", region_name=flags.region)
        text = download(flags.source, secrets.fetch(client, flags.secret))
        columns = table.read_csv(text, "the source", declared.missing)
        rows = table.features(columns, declared, "the source")
        values = table.labels(columns, declared, "the source")
    else:
        folder = flags.input or (ROOT / "ml" / "data" if flags.local else job / "input" / "raw")
        rows, values = table.read(folder, declared)
    seed = lookup(declared.settings, {"flags": {"seed": flags.seed}})["seed"]
    write(flags.output or (OUTPUT / "data" if flags.local else job / "output"), rows, values, declared, seed)
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
