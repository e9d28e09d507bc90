"""Model archives: what a training job wrote, opened with care, and what an endpoint loads."""

import gzip
import io
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from workload import archive, manifest

NAME = "model.tar.gz"
MAX_BYTES = 8 * 1024**3
# Where an endpoint's container looks for its handler (aws/sagemaker-inference-toolkit, "default_handler_service.py").
CODE = "code"
HANDLER = f"{CODE}/inference.py"


def unpack(content: bytes, folder: Path) -> None:
    """Unpack a model.tar.gz: plain files at its top, nothing else, and no more than MAX_BYTES in all."""
    try:
        _extract(content, folder)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error):
        raise manifest.IntegrityError(f"the archive is not a whole {NAME}") from None


def _extract(content: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        total = 0
        for member in tar:
            path = PurePosixPath(member.name)
            if member.isdir() and str(path) == ".":
                continue
            total += member.size
            stream = tar.extractfile(member) if member.isfile() and len(path.parts) == 1 else None
            if stream is None or path.name == ".." or total > MAX_BYTES:
                raise manifest.IntegrityError(f"the archive holds {member.name!r}, which no training job writes")
            (folder / path.name).write_bytes(stream.read())


def servable(folder: Path) -> bytes:
    """Pack a verified model with the code that serves it; equal models and code give equal bytes."""
    names = [*manifest.verify(folder), manifest.NAME]
    files = {name: (folder / name).read_bytes() for name in sorted(names)}
    code = {f"{CODE}/{name}": content for name, content in archive.sources().items()}
    return archive.pack({**files, HANDLER: archive.SERVE, **code})
