import ast
import json
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

from workload import archive, spec, vendored
from workload.settings import SettingError

PACKAGE = Path(vendored.__file__).parent


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - {"workload"} - set(sys.stdlib_module_names)


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_import_is_of_a_package_that_the_requirements_name(file: Path) -> None:
    providers = metadata.packages_distributions()
    wanted = vendored.required() | vendored.missing(set(), vendored.required())
    for module in imports(file):
        names = {re.sub(r"[-_.]+", "-", name).lower() for name in providers.get(module, [])}
        assert names & wanted, f"{module} is not a package of ml/requirements.in"


def test_each_package_that_the_code_needs_is_in_the_image_or_can_be_sent_along() -> None:
    files = vendored.packages(str(spec.read().image["use"]))
    assert all(not name.endswith((".so", ".pyd")) for name in files)


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_module_reads_a_format_that_runs_code(file: Path) -> None:
    assert not imports(file) & {"joblib", "cloudpickle", "dill"}
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|from) (pickle|shelve|marshal)\b", text, re.MULTILINE)
    assert "allow_pickle=True" not in text
    for call in re.findall(r"torch\.load\([^)]*\)", text):
        assert "weights_only=True" in call


def test_what_an_image_lacks_is_sent_along_with_all_that_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendored, "REQUIREMENTS", tmp_path / "requirements.in")
    vendored.REQUIREMENTS.write_text("boto3\nscikit-learn\nskops\n")
    files = vendored.packages("scikit-learn")
    tops = {name.split("/")[0] for name in files if name.endswith(".py")}
    assert {"skops", "prettytable", "wcwidth"} <= tops
    assert not tops & {"numpy", "sklearn", "pandas", "boto3"}
    packed = archive.code(files)
    assert archive.code(vendored.packages("scikit-learn")) == packed
    assert len(packed) < 2_000_000


def test_they_are_written_anew_for_a_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vendored, "FOLDER", tmp_path / "ml" / "vendor")
    for files in ({"a/deep/one.py": b"1", "a/deep/two.py": b"2"}, {"a/deep/one.py": b"3"}):
        monkeypatch.setattr(vendored, "packages", lambda _image, files=files: files)
        assert vendored.main() == 0
        assert capsys.readouterr().out == f"{len(files)} files below ml/vendor\n"
        there = {file.relative_to(vendored.FOLDER).as_posix(): file for file in vendored.FOLDER.rglob("*.py")}
        assert {name: file.read_bytes() for name, file in there.items()} == files


def test_what_belongs_to_one_machine_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendored, "required", lambda: {"skops"})
    files = vendored.packages("scikit-learn")
    assert {"skops/__init__.py", "skops/io/__init__.py"} <= set(files)
    for name in files:
        assert not name.startswith("..")
        assert not name.endswith((".pyc", "/RECORD", "/INSTALLER", "/REQUESTED", "/direct_url.json"))


def test_an_image_of_ones_own_has_everything() -> None:
    assert vendored.packages("own") == vendored.packages("own:trainer") == {}


def test_a_compiled_package_that_the_image_lacks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = tmp_path / "images.json"
    images.write_text(json.dumps({"bare": {"has": []}}))
    monkeypatch.setattr(vendored, "IMAGES", images)
    with pytest.raises(SettingError, match=r"is compiled, and the bare image has none: use an image of your own"):
        vendored.packages("bare")


def test_requirements_are_read_by_name(tmp_path: Path) -> None:
    file = tmp_path / "requirements.in"
    file.write_text(
        "# a comment\n-c other.txt\nBoto3\nnumpy==2.1.0 ; python_version < '3.14'\nscikit_learn>=1  # why\n\n"
    )
    assert vendored.required(file) == {"boto3", "numpy", "scikit-learn"}


def test_a_requirement_of_another_system_is_no_jobs_and_one_of_linux_is(tmp_path: Path) -> None:
    file = tmp_path / "requirements.in"
    file.write_text(
        'pywin32==306 ; sys_platform == "win32"\na ; platform_system == "Linux"\nb[x] @ https://x.example/b#c\n'
    )
    assert vendored.required(file) == {"a", "b"}


def test_a_line_that_is_no_requirement_is_told(tmp_path: Path) -> None:
    file = tmp_path / "requirements.in"
    file.write_text("git+https://x.example/y\n")
    with pytest.raises(SettingError, match=r"^requirements\.in has a line that is not a requirement: \w[^\n]*$"):
        vendored.required(file)


def test_a_package_that_nobody_installed_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendored, "REQUIREMENTS", tmp_path / "requirements.in")
    vendored.REQUIREMENTS.write_text("boto3\nno-such-package\n")
    with pytest.raises(SettingError, match=r"^no-such-package is needed by .* and is not installed in ml/\.venv"):
        vendored.packages("scikit-learn")
