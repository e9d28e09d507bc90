from pathlib import Path

import pytest

from workload import manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "b.csv").write_text("2")
    manifest.write(tmp_path)
    return tmp_path


def test_untouched_files_pass(folder: Path) -> None:
    assert set(manifest.verify(folder)) == {"a.csv", "b.csv"}


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
