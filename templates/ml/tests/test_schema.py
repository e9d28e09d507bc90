import json
from typing import Any

import pytest

from workload import schema, spec


def said(value: Any, form: dict[str, Any]) -> list[str]:
    return [*schema.problems(value, form)]


@pytest.mark.parametrize(
    ("form", "good", "bad", "problem"),
    [
        ({"type": "number"}, 1, True, " is not of the type number"),
        ({"type": "number"}, 1.5, "1", " is not of the type number"),
        ({"type": "boolean"}, False, 0, " is not of the type boolean"),
        ({"type": ["string", "null"]}, None, 1, " is not of the type string or null"),
        ({"type": "object"}, {}, [], " is not of the type object"),
        ({"enum": ["a", 1]}, 1, "b", " is none of a, 1"),
        ({"pattern": "^a+$"}, "aa", "aa\n", " is not of the form ^a+$"),
        ({"pattern": "^a+$"}, 5, "b", " is not of the form ^a+$"),
        ({"minLength": 1}, "a", "", " is empty"),
        ({"minLength": 1}, "ab", "", " is empty"),
        ({"minItems": 2}, [1, 2], [1], " has less than 2"),
        ({"minItems": 2}, [1, 2, 3], [], " has less than 2"),
        ({"minProperties": 1}, {"a": 1}, {}, " is empty"),
        ({"maxItems": 2}, [1, 2], [1, 2, 3], " has more than 2"),
        ({"maxItems": 2}, [1], [1, 2, 3, 4], " has more than 2"),
        ({"maxProperties": 1}, {"a": 1}, {"a": 1, "b": 2}, " has more than 1"),
        ({"uniqueItems": True}, [1, "1", None], ["a", None, "a"], " names something twice"),
        ({"not": {"enum": ["a"]}}, "b", "a", " is taken"),
        ({"required": ["a", "b"]}, {"a": 1, "b": None}, {"a": 1}, " has no b"),
        ({"items": {"type": "string"}}, ["a"], ["a", 2], ", value 2, is not of the type string"),
        ({"properties": {"a": {"minLength": 1}}}, {"b": ""}, {"a": ""}, ".a is empty"),
        ({"additionalProperties": False, "properties": {"a": {}}}, {"a": 1}, {"b": 1}, ".b is not a key here"),
        (
            {"additionalProperties": {"type": "null"}, "properties": {"a": {}}},
            {"a": 1},
            {"b": 1},
            ".b is not of the type null",
        ),
        ({"propertyNames": {"pattern": "^a$"}}, {"a": 1}, {"b": 1}, ".b: the name is not of the form ^a$"),
        ({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}, None, "b", " is none of a, and is not of the type null"),
        (
            {"anyOf": [{"enum": ["a"], "pattern": "^a$"}, {"enum": [1]}, {"type": "null", "enum": [None]}]},
            1,
            "b",
            " is none of a, and is not of the type null",
        ),
        ({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}, "a", 1, " is none of a, and is not of the type null"),
    ],
)
def test_each_keyword_asks_for_what_json_schema_says(form: dict[str, Any], good: Any, bad: Any, problem: str) -> None:
    assert said(good, form) == []
    assert said(bad, form) == [problem]


def test_a_value_of_another_kind_is_the_types_business_alone() -> None:
    of_an_object = {"required": ["a"], "properties": {"a": {}}, "additionalProperties": False, "propertyNames": {}}
    of_a_list = {"items": {"type": "string"}, "uniqueItems": True}
    assert said("a", {**of_an_object, **of_a_list, "minLength": 1, "minItems": 2, "maxItems": 0}) == [
        " has less than 2"
    ]
    assert said(None, {**of_an_object, **of_a_list, "minLength": 1, "pattern": "a"}) == []
    assert said(["a", "a"], {"uniqueItems": False}) == []


def test_what_is_deep_is_told_by_its_path() -> None:
    form = {"properties": {"a": {"additionalProperties": {"items": {"type": "number"}}}}}
    assert said({"a": {"b": [1, "2", "3"]}}, form) == [
        ".a.b, value 2, is not of the type number",
        ".a.b, value 3, is not of the type number",
    ]


def test_a_keyword_that_is_not_known_is_no_silent_yes() -> None:
    with pytest.raises(KeyError):
        said(1, {"multipleOf": 2})


def test_every_keyword_of_the_models_schema_is_known() -> None:
    def keywords(form: dict[str, Any]) -> set[str]:
        below = [*form.get("properties", {}).values(), *form.get("anyOf", [])]
        below += [form[key] for key in ("items", "additionalProperties", "propertyNames", "not") if key in form]
        return {*form}.union(*(keywords(one) for one in below if isinstance(one, dict)))

    assert keywords(json.loads(spec.SCHEMA.read_text(encoding="utf-8"))) <= {*schema.KEYWORDS} | schema.NOTES
