import hashlib
from pathlib import Path

import pytest

from workload import manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "z.csv").write_text("2")
    manifest.write(tmp_path)
    return tmp_path


def test_untouched_files_pass(folder: Path) -> None:
    assert set(manifest.verify(folder)) == {"a.csv", "z.csv"}


@pytest.mark.parametrize("harm", ["change", "remove", "add", "link", "forget", "empty"])
def test_a_folder_that_is_not_what_its_manifest_says_is_refused(folder: Path, harm: str) -> None:
    if harm == "change":
        (folder / "a.csv").write_text("2")
    if harm == "remove":
        (folder / "a.csv").unlink()
    if harm == "add":
        (folder / "c.csv").write_text("3")
    if harm == "link":
        (folder / "a.csv").unlink()
        (folder / "a.csv").symlink_to(folder / "elsewhere")
        (folder / "elsewhere").write_text("1")
    if harm == "forget":
        (folder / manifest.NAME).unlink()
    if harm == "empty":
        (folder / manifest.NAME).write_text("{}")
    with pytest.raises(manifest.IntegrityError):
        manifest.verify(folder)


def test_a_manifest_cannot_point_outside_its_folder(folder: Path) -> None:
    (folder / manifest.NAME).write_text('{"../a.csv": "0"}')
    with pytest.raises(manifest.IntegrityError):
        manifest.verify(folder)


@pytest.mark.parametrize("text", [str(number) for number in range(8)])
def test_a_change_is_found_whichever_way_its_hash_lies(folder: Path, text: str) -> None:
    (folder / "z.csv").write_text(f"changed {text}")
    with pytest.raises(manifest.IntegrityError, match=r"z\.csv is not the file"):
        manifest.verify(folder)


def test_what_is_missing_and_what_is_too_much_is_named_and_nothing_else(folder: Path) -> None:
    (folder / "a.csv").unlink()
    (folder / "new.csv").write_text("3")
    with pytest.raises(manifest.IntegrityError, match=r"\['a\.csv', 'new\.csv'\] are"):
        manifest.verify(folder)


@pytest.mark.parametrize(
    "text", [b'["a.csv", "z.csv"]', b"", b"{", b"null", b"\xff", b"[" * 100_000], ids=lambda text: str(text[:6])
)
def test_what_is_no_object_of_json_is_no_manifest(folder: Path, text: bytes) -> None:
    (folder / manifest.NAME).write_bytes(text)
    with pytest.raises(manifest.IntegrityError, match="names no file"):
        manifest.verify(folder)


def test_a_manifest_is_text_that_a_person_can_read(folder: Path) -> None:
    one, two = (manifest.sha256(folder / name) for name in ("a.csv", "z.csv"))
    assert (folder / manifest.NAME).read_text() == f'{{\n  "a.csv": "{one}",\n  "z.csv": "{two}"\n}}\n'


def test_a_hash_is_the_sha256_of_the_whole_file_however_long(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    (tmp_path / "long").write_bytes(content)
    assert manifest.sha256(tmp_path / "long") == hashlib.sha256(content).hexdigest()


def test_a_manifest_written_again_does_not_name_itself(folder: Path) -> None:
    before = (folder / manifest.NAME).read_text()
    assert manifest.write(folder).read_text() == before


def test_a_manifest_names_files_alone(folder: Path) -> None:
    (folder / "inner").mkdir()
    manifest.write(folder)
    with pytest.raises(manifest.IntegrityError, match=r"\['inner'\] are"):
        manifest.verify(folder)
