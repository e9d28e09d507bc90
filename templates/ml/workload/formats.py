"""scikit-learn models as skops files: their parts are named, not pickled, and equal models give equal bytes."""

import io
import re
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import skops.io

from workload.edge import StageError

# Plain data that skops does not trust by itself: types of numbers, and the sparse matrix of a text's weights.
TRUSTED = ("numpy.dtype", "scipy.sparse._csr.csr_matrix")
SCHEMA = "schema.json"


class FormatError(StageError):
    """A model file is not of its format, or holds what could run code."""


def _renumbered(content: bytes) -> bytes:
    """Name objects by their order in place of their addresses, as skops does, and leave out the time."""
    with ZipFile(io.BytesIO(content)) as source:
        schema = source.read(SCHEMA).decode()
        order: dict[str, str] = {}
        for address in re.findall(r'"__id__": (\d+)', schema):
            order.setdefault(address, str(len(order) + 1))

        def name(text: str) -> str:
            return re.sub(r"^\d+", lambda found: order.get(found[0], found[0]), text)

        schema = re.sub(r'("__id__": )(\d+)', lambda found: found[1] + order[found[2]], schema)
        schema = re.sub(r'("file": ")(\d+)', lambda found: found[1] + order.get(found[2], found[2]), schema)
        parts = {name(part): source.read(part) for part in source.namelist()}
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for part, data in {**dict(sorted(parts.items())), SCHEMA: schema.encode()}.items():
            target.writestr(ZipInfo(part), data, ZIP_DEFLATED)
    return packed.getvalue()


def save_skops(model: Any, file: Path) -> None:
    """Write a scikit-learn model."""
    file.write_bytes(_renumbered(skops.io.dumps(model)))


def load_skops(file: Path) -> Any:
    """Read a scikit-learn model.

    Raises:
        FormatError: the file is not a skops file, or names a type that is neither scikit-learn's nor TRUSTED.
    """
    try:
        return skops.io.load(file, trusted=list(TRUSTED))
    except Exception as error:  # noqa: BLE001  # the file is untrusted: whatever its parts make skops raise
        raise FormatError(f"{file.name} was refused: {type(error).__name__}") from None
