import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber
from conftest import PARAMETERS, expect_parameters

from workload.settings import ROOT, Hyperparameters, Project, Resources, SettingError, resolve, stored_below

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
    assert resolve(Hyperparameters, **{source: SOURCES[source] for source in sources}).seed == seed


def test_a_flag_that_was_not_given_counts_for_nothing() -> None:
    assert resolve(Hyperparameters, flags={"seed": None}, stored={"seed": "3"}).seed == 3


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"flags": {"seed": "x"}}, "flag --seed is 'x'; use a whole number"),
        ({"environment": {"WORKLOAD_MAX_ITERATIONS": "0"}}, "environment variable WORKLOAD_MAX_ITERATIONS is '0'"),
        ({"stored": {"regularization": "nan"}}, "parameter regularization is 'nan'; use a number above 0"),
    ],
)
def test_an_error_names_the_source_and_what_it_should_be(sources: dict[str, dict[str, str]], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        resolve(Hyperparameters, **sources)


def test_every_parameter_below_a_path_is_read_page_by_page() -> None:
    ssm = boto3.client("ssm", region_name="eu-west-1")
    with Stubber(ssm) as stub:
        expect_parameters(stub, "resources", PARAMETERS)
        assert stored_below(ssm, "/example/resources") == PARAMETERS
        stub.assert_no_pending_responses()


def test_lists_are_read_and_parameters_that_jobs_do_not_use_are_left_alone() -> None:
    resources = resolve(Resources, stored=PARAMETERS)
    assert resources.subnets == ("subnet-0a", "subnet-0b")
    assert resources.instance_types == ()


def test_a_resource_that_nobody_deployed_is_named() -> None:
    with pytest.raises(SettingError, match=r"'raw_bucket'.*are the stacks deployed"):
        resolve(Resources, stored={key: value for key, value in PARAMETERS.items() if key != "raw-bucket"})


def test_the_project_is_what_settings_json_says(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    answers = {"name": "example", "region": "eu-west-1", "sensitivity": "public", "controls": {}}
    file.write_text(json.dumps(answers))
    assert Project.read(file) == Project("example", "eu-west-1", "public")


def test_this_repository_has_a_settings_file() -> None:
    project = Project.read(ROOT / "settings.json")
    assert all(getattr(project, field.name) for field in fields(project))


def test_the_defaults_are_what_the_model_was_tuned_with() -> None:
    assert resolve(Hyperparameters) == Hyperparameters(regularization=1.0, max_iterations=500, seed=17)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("seed", ["0", "1", "4294967295"], ["-1", "4294967296", "4294967297", "1.5", ""]),
        ("max_iterations", ["1", "2"], ["0", "-1", "0.5", "inf"]),
        ("regularization", ["0.5", "1e-9", "2"], ["0", "-0.5", "inf", "-inf", "nan", "x"]),
    ],
)
def test_a_hyperparameter_has_its_bounds(name: str, good: list[str], bad: list[str]) -> None:
    for text in good:
        assert getattr(resolve(Hyperparameters, flags={name: text}), name) == float(text)
    for text in bad:
        with pytest.raises(SettingError, match=f"flag --{name.replace('_', '-')} is '{text}'; use a "):
            resolve(Hyperparameters, flags={name: text})


def test_a_list_may_have_spaces_and_nothing_between_its_commas() -> None:
    resources = resolve(Resources, stored={**PARAMETERS, "subnets": " subnet-0a, ,subnet-0b,"})
    assert resources.subnets == ("subnet-0a", "subnet-0b")


@pytest.mark.parametrize(("text", "switch"), [("true", True), ("false", False)])
def test_a_switch_is_true_or_false(text: str, *, switch: bool) -> None:
    assert resolve(Resources, stored={**PARAMETERS, "network-isolation": text}).network_isolation is switch


def test_a_switch_is_nothing_else() -> None:
    with pytest.raises(SettingError, match="parameter network-isolation is 'yes'; use true or false"):
        resolve(Resources, stored={**PARAMETERS, "network-isolation": "yes"})


def test_what_no_source_has_is_as_a_bare_project_has_it() -> None:
    needed = {key: value for key, value in PARAMETERS.items() if key not in {"data-key", "subnets", "security-groups"}}
    resources = resolve(Resources, stored=needed)
    assert resources.data_key is None
    assert (resources.subnets, resources.security_groups, resources.instance_types) == ((), (), ())
    assert resources.network_isolation is False


@pytest.mark.parametrize("setting", [Hyperparameters(), Project("example", "eu-west-1", "public")])
def test_a_setting_does_not_change_once_it_is_read(setting: object) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(setting, fields(setting)[0].name, "other")  # type: ignore[arg-type]  # both are dataclasses


def test_a_resource_does_not_change_once_it_is_read(resources: Resources) -> None:
    with pytest.raises(FrozenInstanceError):
        resources.image = "other"  # type: ignore[misc]  # what it has to refuse
