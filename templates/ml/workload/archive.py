"""The code that a job runs: the package with all that lies in it, in one archive that is named by its hash."""

import gzip
import io
import tarfile
from pathlib import Path

NAME = "sourcedir.tar.gz"
ENTRY = "train.py"
# The container starts one script by its name.
START = b"from workload import edge, train\n\nraise SystemExit(edge.run(train.main))\n"
PACKAGE = Path(__file__).parent
_LEFT_OUT = {"__pycache__", ".DS_Store"}


def sources(package: Path = PACKAGE) -> dict[str, bytes]:
    """Read the package: each file by its path in the archive, folders and data files included."""
    files = (file for file in sorted(package.rglob("*")) if file.is_file())
    return {
        f"workload/{file.relative_to(package).as_posix()}": file.read_bytes()
        for file in files
        if not _LEFT_OUT & set(file.relative_to(package).parts)
    }


def pack(files: dict[str, bytes]) -> bytes:
    """Pack files by their path; equal files give equal bytes."""
    packed = io.BytesIO()
    compressed = gzip.GzipFile(fileobj=packed, mode="wb", mtime=0)
    with compressed, tarfile.open(fileobj=compressed, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def code() -> bytes:
    """Pack what a job runs."""
    return pack({ENTRY: START, **sources()})
