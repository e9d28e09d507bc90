import io
import tarfile
from pathlib import Path

import pytest

from workload import archive


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = ("b.py", "a.py", "inner/deep/c.py", "inner/table.json", "__pycache__/a.pyc", "inner/__pycache__/c.pyc")
    for name in (
        *(f"workload/{name}" for name in package),
        "vendor/d.py",
        "model.json",
        "notes.txt",
        "data/secret.csv",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{name}\n")
    return tmp_path


def test_the_whole_package_is_packed_whatever_folders_it_has_and_nothing_that_python_makes(package: Path) -> None:
    assert list(archive.sources(package).items()) == [
        (name, f"{name}\n".encode())
        for name in (
            "model.json",
            "workload/a.py",
            "workload/b.py",
            "workload/inner/deep/c.py",
            "workload/inner/table.json",
            "vendor/d.py",
        )
    ]


def test_an_archive_holds_each_file_under_its_path() -> None:
    with tarfile.open(fileobj=io.BytesIO(archive.pack({"a/b.py": b"1", "c": b""}))) as packed:
        members = {member.name: packed.extractfile(member) for member in packed}
        assert {name: file.read() for name, file in members.items() if file} == {"a/b.py": b"1", "c": b""}


def test_equal_files_make_equal_bytes_and_a_change_shows() -> None:
    first = archive.pack({"a.py": b"a = 1"})
    assert first[4:8] == bytes(4), "gzip writes the time here (RFC 1952)"
    assert archive.pack({"a.py": b"a = 1"}) == first
    assert archive.pack({"a.py": b"a = 2"}) != first


def test_the_script_that_the_container_starts_is_packed_beside_the_package_and_what_is_sent_along() -> None:
    with tarfile.open(fileobj=io.BytesIO(archive.code({"skops/io.py": b"x"}))) as packed:
        names = packed.getnames()
    assert names[0] == "train.py"
    assert {"model.json", "workload/train.py", "workload/edge.py", "vendor/skops/io.py"} <= set(names)
