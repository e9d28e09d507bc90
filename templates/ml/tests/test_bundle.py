import gzip
import io
import tarfile
from pathlib import Path

import pytest

from workload import archive, bundle, manifest


def pack(folder: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.add(folder, ".")
    return packed.getvalue()


def with_member(member: tarfile.TarInfo) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.addfile(member, io.BytesIO())
    return packed.getvalue()


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/b", "..", "."])
def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(manifest.IntegrityError, match="which no training job writes"):
        bundle.unpack(with_member(tarfile.TarInfo(name)), tmp_path)


@pytest.mark.parametrize("end", [0, 1, 12, 40, 400])
def test_an_archive_that_is_no_archive_or_not_whole_is_refused(tmp_path: Path, end: int) -> None:
    whole = archive.pack({"model": bytes(range(256)) * 99})
    assert len(whole) > 400
    for content in (whole[:end], b"canary-7f3a" * end, gzip.compress(b"canary-7f3a" * end)[:end]):
        with pytest.raises(manifest.IntegrityError, match=r"^the archive is not a whole model\.tar\.gz$"):
            bundle.unpack(content, tmp_path)


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("model")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(manifest.IntegrityError):
        bundle.unpack(with_member(link), tmp_path)


def test_the_size_of_an_archive_is_the_sum_of_its_files_and_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / name).write_bytes(b"four")
    monkeypatch.setattr(bundle, "MAX_BYTES", 8)
    bundle.unpack(pack(tmp_path / "in"), tmp_path)
    assert (tmp_path / "b").read_bytes() == b"four"
    monkeypatch.setattr(bundle, "MAX_BYTES", 7)
    with pytest.raises(manifest.IntegrityError, match="the archive holds"):
        bundle.unpack(pack(tmp_path / "in"), tmp_path)


@pytest.mark.parametrize("name", ["inner", "-inner"])
def test_an_archive_with_a_folder_in_it_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in" / name).mkdir(parents=True)
    with pytest.raises(manifest.IntegrityError, match=name):
        bundle.unpack(pack(tmp_path / "in"), tmp_path)


def test_a_file_at_the_top_may_have_any_name(tmp_path: Path) -> None:
    bundle.unpack(archive.pack({"-x": b"x"}), tmp_path)
    assert (tmp_path / "-x").read_bytes() == b"x"


def test_an_endpoint_gets_the_model_and_the_code_that_serves_it(trained: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(bundle.servable(trained))) as packed:
        names = packed.getnames()
    assert {file.name for file in trained.iterdir()} == {name for name in names if "/" not in name}
    assert {"code/inference.py", "code/model.json", "code/workload/inference.py"} <= set(names)
    assert not [name for name in names if "/" in name and not name.startswith("code/")]


def test_no_model_has_more_than_eight_gibibytes() -> None:
    assert bundle.MAX_BYTES == 8_589_934_592
