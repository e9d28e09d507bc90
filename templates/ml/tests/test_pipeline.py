import json
from dataclasses import fields
from typing import Any

import pytest

from workload import pipeline, spec, stages
from workload.settings import Resources


@pytest.fixture(scope="module")
def made() -> Any:
    return pipeline.definition(spec.read())


def texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [text for value in part.values() for text in texts(value)]
    if isinstance(part, list):
        return [text for value in part for text in texts(value)]
    return [part] if isinstance(part, str) else []


def test_each_definition_here_is_what_the_code_builds_so_that_a_review_sees_what_runs() -> None:
    stale = [
        file
        for file in pipeline.files()
        if json.loads(file.read_text(encoding="utf-8")) != pipeline.definition(spec.read())
    ]
    assert not stale, "npm run pipeline"


def test_every_stage_is_a_step_and_follows_the_one_before(made: Any) -> None:
    assert [step["Name"] for step in made["Steps"]] == list(stages.KINDS)
    assert [step.get("DependsOn") for step in made["Steps"]] == [None, ["prepare"], ["train"], ["evaluate"]]


def test_an_execution_gives_hyperparameters_and_nothing_else(made: Any) -> None:
    assert [parameter["Name"] for parameter in made["Parameters"]] == [setting.name for setting in spec.read().settings]


def test_what_synthesis_puts_in_is_named_as_the_stacks_name_it(made: Any) -> None:
    known = {entry.name.replace("_", "-") for entry in fields(Resources)}
    size = {"instance-type", "volume-gb", "volume-key", "max-seconds"}
    named = {name for text in texts(made) for name in pipeline.named(text)}
    assert named <= known | size | {"name", "region", "sensitivity", "code", "code-folder"}


def test_evaluation_takes_the_model_of_this_execution_and_registration_what_evaluation_wrote(made: Any) -> None:
    steps = {step["Name"]: json.dumps(step["Arguments"]) for step in made["Steps"]}
    assert '{"Get": "Steps.train.ModelArtifacts.S3ModelArtifacts"}' in steps["evaluate"]
    assert '{"Get": "Steps.train.TrainingJobName"}' in steps["register"]


def test_executions_keep_their_data_apart(made: Any) -> None:
    steps = {step["Name"]: json.dumps(step["Arguments"]) for step in made["Steps"]}
    assert all('{"Get": "Execution.PipelineExecutionId"}' in steps[name] for name in ("prepare", "train", "evaluate"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("plain", "plain"),
        ("<<Parameters.seed>>", {"Get": "Parameters.seed"}),
        ("a/<<Steps.b.C>>/d", {"Std:Join": {"On": "", "Values": ["a/", {"Get": "Steps.b.C"}, "/d"]}}),
        ("<<A.b>><<C.d>>", {"Std:Join": {"On": "", "Values": [{"Get": "A.b"}, {"Get": "C.d"}]}}),
        (["<<Parameters.seed>>", 1], [{"Get": "Parameters.seed"}, 1]),
    ],
)
def test_what_an_execution_alone_knows_is_said_in_the_definitions_words(value: Any, said: Any) -> None:
    assert pipeline.late(value) == said


def test_it_writes_each_definition_that_is_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: Any) -> None:
    monkeypatch.setattr(pipeline, "ROOT", tmp_path)
    file = tmp_path / "infra" / "controls" / "pipeline" / pipeline.FILE
    file.parent.mkdir(parents=True)
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(pipeline, "files", lambda: [file])
    assert pipeline.main() == 0
    assert json.loads(file.read_text(encoding="utf-8")) == pipeline.definition(spec.read())
    assert "infra/controls/pipeline/definition.json" in capsys.readouterr().out.replace("\\", "/")


def test_without_one_it_says_where_one_comes_from(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(pipeline, "files", list)
    assert pipeline.main() == 0
    assert "control of restricted" in capsys.readouterr().out


def test_each_job_has_one_instance_whose_size_synthesis_says(made: Any) -> None:
    size = {
        "InstanceType": "{instance-type}",
        "InstanceCount": 1,
        "VolumeSizeInGB": "{volume-gb}",
        "VolumeKmsKeyId": "{volume-key}",
    }
    for step in made["Steps"]:
        arguments = step["Arguments"]
        assert size in (arguments.get("ResourceConfig"), arguments.get("ProcessingResources", {}).get("ClusterConfig"))
        assert arguments["StoppingCondition"] == {"MaxRuntimeInSeconds": "{max-seconds}"}


def test_a_definition_is_text_that_a_review_can_read(made: Any) -> None:
    lines = pipeline.text(spec.read()).splitlines(keepends=True)
    assert json.loads("".join(lines)) == made
    assert (lines[0], lines[1], lines[-1]) == ("{\n", '  "Version": "2020-12-01",\n', "}\n")
