"""The packages that a job needs and its image does not have: sent along with the code, as far as they are pure Python.

A job in the VPC reaches no package index. ml/images.json lists what each image has.
"""

import json
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from workload import edge, spec
from workload.archive import VENDOR
from workload.settings import ROOT, SettingError

IMAGES = ROOT / "ml" / "images.json"
REQUIREMENTS = ROOT / "ml" / "requirements.in"
FOLDER = ROOT / "ml" / VENDOR
# What a marker is held against: a job runs on Linux, whatever this machine is.
_IN_A_JOB = {"extra": "", "os_name": "posix", "platform_system": "Linux", "sys_platform": "linux"}
# What an installer writes about one machine.
_OF_THIS_MACHINE = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def required(file: Path | None = None) -> set[str]:
    """Name the packages that the code asks for itself, in ml/requirements.in unless another file is named."""
    file = file or REQUIREMENTS
    # A comment begins after a space alone: an address may have a # of its own.
    lines = [re.split(r"(?:^|\s)#", line)[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return _named([line for line in lines if line and not line.startswith("-")], file.name)


def _named(lines: Iterable[str], where: str) -> set[str]:
    try:
        wanted = [Requirement(line) for line in lines]
    except InvalidRequirement as error:
        raise SettingError(f"{where} has a line that is not a requirement: {str(error).splitlines()[0]}") from None
    return {_plain(one.name) for one in wanted if not one.marker or one.marker.evaluate(_IN_A_JOB)}


def _plain(name: str) -> str:
    # Python Packaging User Guide, "Names and normalization".
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(name: str) -> set[str]:
    try:
        return _named(metadata.requires(name) or [], name)
    except metadata.PackageNotFoundError:
        how = "write ml/requirements.txt anew (README), then npm run test:python installs it"
        raise SettingError(f"{name} is needed by ml/requirements.in and is not installed in ml/.venv: {how}") from None


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
        SettingError: one of them is not installed, or compiled, so that this machine's files may not run in the image.
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
