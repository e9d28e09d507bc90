import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber
from conftest import PARAMETERS, expect_parameters

from workload.settings import ROOT, Project, Setting, SettingError, lookup, number, resources, stored_below

SEED = Setting("seed", number(int, {"minimum": 0, "maximum": 2**32 - 1}), "a whole number from 0 to 4294967295", 17)
DEPTH = Setting("max_depth", number(int, {"minimum": 1}), "a whole number from 1", 500)
RATE = Setting("rate", number(float, {"exclusiveMinimum": 0}), "a number above 0", 1.0)
SETTINGS = [SEED, DEPTH, RATE]
SOURCES = {
    "flags": {"seed": "1"},
    "environment": {"WORKLOAD_SEED": "2"},
    "stored": {"seed": "3"},
}


@pytest.mark.parametrize(
    ("sources", "seed"),
    [
        (["flags", "environment", "stored"], 1),
        (["environment", "stored"], 2),
        (["stored"], 3),
        ([], 17),
    ],
)
def test_a_flag_goes_before_the_environment_before_parameter_store_before_the_default(
    sources: list[str], seed: int
) -> None:
    assert lookup(SETTINGS, {source: SOURCES[source] for source in sources})["seed"] == seed


def test_a_flag_that_was_not_given_counts_for_nothing() -> None:
    assert lookup(SETTINGS, {"flags": {"seed": None}, "stored": {"seed": "3"}})["seed"] == 3


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"flags": {"seed": "x"}}, "flag --seed is 'x'; use a whole number"),
        ({"environment": {"WORKLOAD_MAX_DEPTH": "0"}}, "environment variable WORKLOAD_MAX_DEPTH is '0'"),
        ({"stored": {"rate": "nan"}}, "parameter rate is 'nan'; use a number above 0"),
    ],
)
def test_an_error_names_the_source_and_what_it_should_be(sources: dict[str, dict[str, str]], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        lookup(SETTINGS, sources)


def test_what_units_publish_is_kept_beside_what_every_project_has() -> None:
    found = resources({"stored": {**PARAMETERS, "features-bucket": "my-features", "parameters/limit": "1"}})
    assert {"features-bucket": "my-features", "parameters/limit": "1"}.items() <= found.others.items()
    assert "raw-bucket" not in found.others


def test_every_parameter_below_a_path_is_read_page_by_page() -> None:
    ssm = boto3.client("ssm", region_name="eu-west-1")
    with Stubber(ssm) as stub:
        expect_parameters(stub, "resources", PARAMETERS)
        assert stored_below(ssm, "/example/resources") == PARAMETERS
        stub.assert_no_pending_responses()


def test_lists_are_read_and_parameters_that_jobs_do_not_use_are_left_alone() -> None:
    found = resources({"stored": PARAMETERS})
    assert found.subnets == ("subnet-0a", "subnet-0b")
    assert found.instance_types == ()


def test_a_resource_that_nobody_deployed_is_named() -> None:
    with pytest.raises(SettingError, match="no source has raw_bucket: are the stacks deployed"):
        resources({"stored": {key: value for key, value in PARAMETERS.items() if key != "raw-bucket"}})


def test_the_project_is_what_settings_json_says(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    answers = {"name": "example", "region": "eu-west-1", "sensitivity": "public", "controls": {}}
    for mark in ["", "\N{BOM}"]:
        file.write_text(mark + json.dumps(answers), encoding="utf-8")
        assert Project.read(file) == Project("example", "eu-west-1", "public")


def test_this_repository_has_a_settings_file() -> None:
    project = Project.read(ROOT / "settings.json")
    assert all(getattr(project, field.name) for field in fields(project))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("seed", ["0", "1", "4294967295"], ["-1", "4294967296", "4294967297", "1.5", ""]),
        ("max_depth", ["1", "2"], ["0", "-1", "0.5", "inf"]),
        ("rate", ["0.5", "1e-9", "2"], ["0", "-0.5", "inf", "-inf", "nan", "x"]),
    ],
)
def test_a_number_has_its_bounds(name: str, good: list[str], bad: list[str]) -> None:
    for text in good:
        assert lookup(SETTINGS, {"flags": {name: text}})[name] == float(text)
    for text in bad:
        with pytest.raises(SettingError, match=f"flag --{name.replace('_', '-')} is '{text}'; use a "):
            lookup(SETTINGS, {"flags": {name: text}})


def test_a_list_may_have_spaces_and_nothing_between_its_commas() -> None:
    found = resources({"stored": {**PARAMETERS, "subnets": " subnet-0a, ,subnet-0b,"}})
    assert found.subnets == ("subnet-0a", "subnet-0b")


@pytest.mark.parametrize(("text", "switch"), [("true", True), ("false", False)])
def test_a_switch_is_true_or_false(text: str, *, switch: bool) -> None:
    assert resources({"stored": {**PARAMETERS, "network-isolation": text}}).network_isolation is switch


def test_a_switch_is_nothing_else() -> None:
    with pytest.raises(SettingError, match="parameter network-isolation is 'yes'; use true or false"):
        resources({"stored": {**PARAMETERS, "network-isolation": "yes"}})


def test_what_no_source_has_is_as_a_bare_project_has_it() -> None:
    needed = {key: value for key, value in PARAMETERS.items() if key not in {"data-key", "subnets", "security-groups"}}
    found = resources({"stored": needed})
    assert found.data_key is None
    assert (found.subnets, found.security_groups, found.instance_types) == ((), (), ())
    assert found.network_isolation is False
    # SageMaker's own default for a job's volume.
    assert found.volume_gb == 30


@pytest.mark.parametrize("setting", [resources({"stored": PARAMETERS}), Project("example", "eu-west-1", "public")])
def test_a_setting_does_not_change_once_it_is_read(setting: object) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(setting, fields(setting)[0].name, "other")  # type: ignore[arg-type]  # both are dataclasses


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "settings.json: .*No such file"),
        ("{", "settings.json: Expecting"),
        ('{"name": "a", "region": "b"}', "settings.json: has no 'sensitivity'"),
        ("[]", "settings.json: list indices"),
    ],
)
def test_settings_that_somebody_broke_are_told(tmp_path: Path, text: str | None, why: str) -> None:
    if text is not None:
        (tmp_path / "settings.json").write_text(text)
    with pytest.raises(SettingError, match=why):
        Project.read(tmp_path / "settings.json")
