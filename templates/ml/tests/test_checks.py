import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from workload import checks
from workload.settings import Project, Resources, SettingError
from workload.spec import Spec


def given(stage: str | None, **flags: Any) -> argparse.Namespace:
    """What the command line makes of a stage and these flags."""
    unasked: dict[str, Any] = {
        "job": None,
        "pipeline": None,
        "instance_type": None,
        "instance_count": 1,
        "source": None,
        "input": [],
    }
    return argparse.Namespace(**{"stage": stage, "max_minutes": checks.DEFAULT_MINUTES, **unasked, **flags})


def refused(check: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(SettingError) as error:
        check(*arguments)
    return str(error.value)


@pytest.mark.parametrize("stage", ["train", "prepare"])
def test_without_a_pipeline_a_stage_is_a_job_of_its_own(stage: str, resources: Resources) -> None:
    assert checks.way(given(stage), resources) is None


def test_the_bases_pipeline_is_started_without_a_stage(resources: Resources) -> None:
    based = replace(resources, pipeline="example-pipeline")
    assert checks.way(given(None), based) == "example-pipeline"
    assert "start it without a stage" in refused(checks.way, given("train"), based)


def test_a_units_pipeline_is_started_by_its_name_alone(resources: Resources) -> None:
    units = replace(resources, others={"pipelines/nightly": "example-nightly", "features-bucket": "features"})
    assert checks.way(given(None, pipeline="nightly"), units) == "example-nightly"
    for flags in (given("train", pipeline="nightly"), given(None, pipeline="features-bucket")):
        assert refused(checks.way, flags, units).endswith("deployed pipelines: nightly")
    assert "secure-ml add pipeline" in refused(checks.way, given(None, pipeline="nightly"), resources)


def test_where_there_is_no_pipeline_a_stage_is_named(resources: Resources) -> None:
    assert refused(checks.way, given(None), resources) == "name a stage: prepare, train, evaluate, register"


def test_an_execution_takes_no_flag_of_a_job(project: Project, declared: Spec) -> None:
    checks.flags(given(None), project, declared)
    asked: list[dict[str, Any]] = [
        {"instance_type": "ml.m5.large"},
        {"source": "https://data.example/a.csv"},
        {"input": ["features"]},
        *({"instance_count": count} for count in (0, 2)),
        *({"max_minutes": minutes} for minutes in (59, 61, 1000)),
    ]
    for flags in asked:
        assert "hyperparameters alone" in refused(checks.flags, given(None, **flags), project, declared)


@pytest.mark.parametrize(("stage", "longest"), [("train", 40320), ("prepare", 7200)])
def test_a_job_runs_at_most_as_long_as_its_kind_may(stage: str, longest: int, project: Project, declared: Spec) -> None:
    for minutes in (1, longest):
        checks.flags(given(stage, max_minutes=minutes), project, declared)
    for minutes in (-1, 0, longest + 1):
        flags = given(stage, max_minutes=minutes)
        said = refused(checks.flags, flags, project, declared)
        assert said == f"flag --max-minutes is {minutes}; use 1 to {longest}"


def test_several_instances_are_for_code_that_distributes_and_for_training(project: Project, declared: Spec) -> None:
    distributed, alone = replace(declared, distributes=True), replace(declared, distributes=False)
    checks.flags(given("train", instance_count=3), project, distributed)
    for stage, count, code in (("train", 2, alone), ("prepare", 3, distributed), ("train", 0, distributed)):
        flags = given(stage, instance_count=count)
        said = refused(checks.flags, flags, project, code)
        assert said.startswith(f"flag --instance-count is {count}; the code runs on one instance")


def test_a_source_is_for_prepare_over_https_and_without_a_password(project: Project, declared: Spec) -> None:
    safe = "https://data.example/a.csv"
    for source in (safe, f"{safe}?format=csv&keyword=signs&design=2"):
        checks.flags(given("prepare", source=source), project, declared)
    for stage in ("train", "evaluate"):
        flags = given(stage, source=safe, job="example-train-1")
        assert "is for prepare" in refused(checks.flags, flags, project, declared)
    for source, why in (
        ("http://data.example/a.csv", "https:// address"),
        ("s3://data.example/a.csv", "https:// address"),
        ("https://", "https:// address"),
        ("https://:443/a.csv", "https:// address"),
        ("https://[::1", "https:// address"),
        ("https://ann:hunter2@data.example/a.csv", "password or a key"),
        ("https://data.example/a.csv?format=csv&api_key=hunter2", "password or a key"),
        ("https://data.example/a.csv?X-Amz-Expires=60&X-Amz-Signature=hunter2", "password or a key"),
        ("https://data.example/a.csv?sig=hunter2", "password or a key"),
        ("https://data.example/a.csv?accessToken=", "password or a key"),
    ):
        flags = given("prepare", source=source)
        said = refused(checks.flags, flags, project, declared)
        assert why in said
        assert "hunter2" not in said


def test_a_training_job_of_this_project_is_named_after_evaluate_and_register(project: Project, declared: Spec) -> None:
    for stage in ("evaluate", "register"):
        checks.flags(given(stage, job="example-train-1"), project, declared)
    for flags in (given("evaluate"), given("register"), given("train", job="example-train-1")):
        assert "after evaluate and register" in refused(checks.flags, flags, project, declared)
    foreign = given("register", job="other-train-1")
    assert refused(checks.flags, foreign, project, declared) == "other-train-1 is not a job of example"


@pytest.mark.parametrize(
    ("asked", "allowed", "chosen"),
    [
        (None, [], "ml.m5.large"),
        (None, ["ml.c5.large", "ml.m5.large"], "ml.c5.large"),
        ("ml.p3.2xlarge", [], "ml.p3.2xlarge"),
        ("ml.m5.large", ["ml.c5.large", "ml.m5.large"], "ml.m5.large"),
    ],
)
def test_the_instance_type_is_the_one_asked_for_or_the_first_that_is_allowed(
    asked: str | None, allowed: list[str], chosen: str
) -> None:
    assert checks.allowed_type(asked, allowed) == chosen


@pytest.mark.parametrize(
    ("asked", "longest", "seconds"),
    [(60, None, 3600), (90, None, 5400), (60, 30, 1800), (20, 30, 1200), (30, 30, 1800), (60, 90, 3600)],
)
def test_a_job_runs_as_long_as_asked_and_the_default_gives_way_to_the_guardrails(
    asked: int, longest: int | None, seconds: int
) -> None:
    assert checks.allowed_seconds(asked, longest) == seconds


@pytest.mark.parametrize("asked", [31, 45, 90])
def test_a_time_that_the_guardrails_deny_is_refused_here_already(asked: int) -> None:
    with pytest.raises(SettingError, match=f"flag --max-minutes is {asked}; the guardrails allow 30"):
        checks.allowed_seconds(asked, 30)


@pytest.mark.parametrize("tagged", [[], ["image"], ["inference_image"], ["image", "inference_image"]])
def test_restricted_takes_images_by_their_digest(tagged: list[str], project: Project, resources: Resources) -> None:
    pinned = {name: f"registry/{name}@sha256:{'a' * 64}" for name in {"image", "inference_image"} - set(tagged)}
    used = replace(resources, **pinned)  # type: ignore[arg-type]
    checks.images(project, used)
    restricted = replace(project, sensitivity="restricted")
    if tagged:
        assert "npm run image:pin" in refused(checks.images, restricted, used)
    else:
        checks.images(restricted, used)


def test_a_model_is_served_from_the_image_that_trains_it_where_no_other_is_named(
    project: Project, resources: Resources
) -> None:
    restricted = replace(project, sensitivity="restricted")
    one = replace(resources, image=f"registry/image@sha256:{'a' * 64}", inference_image=None)
    checks.images(restricted, one)
