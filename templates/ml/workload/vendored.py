"""The packages that a job needs and its image does not have: sent along with the code, as far as they are pure Python.

A job in the VPC reaches no package index. ml/images.json lists what each image has.
"""

import json
import re
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from workload import edge, spec
from workload.archive import VENDOR
from workload.settings import ROOT, SettingError

IMAGES = ROOT / "ml" / "images.json"
REQUIREMENTS = ROOT / "ml" / "requirements.in"
FOLDER = ROOT / "ml" / VENDOR
# What an installer writes about one machine.
_OF_THIS_MACHINE = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def required(file: Path | None = None) -> set[str]:
    """Name the packages that the code asks for itself, in ml/requirements.in unless another file is named."""
    lines = (line.split("#")[0].strip() for line in (file or REQUIREMENTS).read_text(encoding="utf-8").splitlines())
    return {_plain(Requirement(line).name) for line in lines if line and not line.startswith("-")}


def _plain(name: str) -> str:
    # Python Packaging User Guide, "Names and normalization".
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(name: str) -> set[str]:
    needs = (Requirement(text) for text in metadata.requires(name) or [])
    return {_plain(need.name) for need in needs if not need.marker or need.marker.evaluate({"extra": ""})}


def missing(present: set[str], wanted: set[str]) -> set[str]:
    """Follow what is wanted to all that it needs, except for what is present."""
    found: set[str] = set()
    rest = wanted - present
    while rest:
        found |= rest
        rest = {need for name in rest for need in _needs(name)} - found - present
    return found


def _travels(part: metadata.PackagePath) -> bool:
    return part.suffix != ".pyc" and ".." not in part.parts and part.name not in _OF_THIS_MACHINE


def packages(image: str) -> dict[str, bytes]:
    """Read the files of the packages that an image lacks, by their path.

    Raises:
        SettingError: one of them is compiled, so that this machine's files may not run in the image.
    """
    if image.partition(":")[0] == "own":
        return {}
    present = set(json.loads(IMAGES.read_text(encoding="utf-8"))[image]["has"])
    files: dict[str, bytes] = {}
    for name in sorted(missing(present, required())):
        parts = [part for part in metadata.files(name) or [] if _travels(part)]
        if any(part.suffix in {".so", ".pyd", ".dylib"} for part in parts):
            raise SettingError(f'{name} is compiled, and the {image} image has none: use an image of your own, "own"')
        files |= {part.as_posix(): Path(str(part.locate())).read_bytes() for part in parts}
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Write them below ml/vendor, where a pipeline's code takes them from: what it runs is in the repository."""
    del arguments
    files = packages(str(spec.read().image["use"]))
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, content in files.items():
        file = FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    sys.stdout.write(f"{len(files)} files below ml/{VENDOR}\n")
    return 0


if __name__ == "__main__":
    sys.exit(edge.run(main))
