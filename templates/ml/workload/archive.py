"""The code that a job runs: the package with all that lies in it, in one archive that is named by its hash."""

import gzip
import io
import tarfile
from pathlib import Path

NAME = "sourcedir.tar.gz"
ENTRY = "train.py"
VENDOR = "vendor"
_VENDORED = f"import sys\nfrom pathlib import Path\n\nsys.path.append(str(Path(__file__).with_name({VENDOR!r})))\n\n"
SERVE = f"{_VENDORED}from workload.inference import input_fn, model_fn, output_fn, predict_fn\n".encode()
ROOT = Path(__file__).resolve().parents[1]
_LEFT_OUT = {"__pycache__", ".DS_Store"}


def _below(folder: Path, root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not _LEFT_OUT & set(file.relative_to(root).parts)
    }


def sources(root: Path = ROOT) -> dict[str, bytes]:
    """Read model.json, the package with all that lies in it, and what was sent along, each by its path below `root`."""
    return {
        "model.json": (root / "model.json").read_bytes(),
        **_below(root / "workload", root),
        **_below(root / VENDOR, root),
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


def code(vendored: dict[str, bytes]) -> bytes:
    """Pack what a job runs: this code, and the packages that its image does not have."""
    start = (ROOT / ENTRY).read_bytes()
    return pack({ENTRY: start, **sources(), **{f"{VENDOR}/{name}": content for name, content in vendored.items()}})
