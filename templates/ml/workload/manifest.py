"""A sha256 for each file of a directory, written by who makes the files and checked by who uses them.

It proves that the files are the ones that were written together. Who may write there is the bucket's and role's policy.
"""

import hashlib
import json
from collections.abc import Collection
from io import DEFAULT_BUFFER_SIZE
from pathlib import Path

from workload.edge import StageError

NAME = "manifest.json"


class IntegrityError(StageError):
    """A file is not the one that its manifest names."""


def sha256(file: Path) -> str:
    """Hash a file in pieces: the result is 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(DEFAULT_BUFFER_SIZE):
            digest.update(piece)
    return digest.hexdigest()


def write(directory: Path) -> Path:
    """Write manifest.json for the files that `directory` holds now."""
    files = sorted(file for file in directory.iterdir() if file.is_file() and file.name != NAME)
    manifest = directory / NAME
    manifest.write_text(json.dumps({file.name: sha256(file) for file in files}, indent=2) + "\n", encoding="utf-8")
    return manifest


def verify(directory: Path, beside: Collection[str] = ()) -> dict[str, str]:
    """Check each file of `directory` against its manifest, and that there is no other but those that stand `beside` it.

    Returns the hashes by name.
    """
    manifest = directory / NAME
    if not manifest.is_file():
        raise IntegrityError(f"{directory} has no {NAME}")
    try:
        expected = json.loads(manifest.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        expected = None
    if not isinstance(expected, dict) or not expected:
        raise IntegrityError(f"{manifest} names no file")
    present = {file.name for file in directory.iterdir() if file.name not in {NAME, *beside}}
    if present != set(expected):
        raise IntegrityError(f"{directory}: {sorted(present ^ set(expected))} are in only one of folder and manifest")
    for name, digest in expected.items():
        if (directory / name).is_symlink() or sha256(directory / name) != digest:
            raise IntegrityError(f"{directory / name} is not the file that the manifest names")
    return expected
