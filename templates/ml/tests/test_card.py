import re

from workload import card, spec
from workload.spec import Spec


def test_the_card_is_whole_and_says_what_model_json_says() -> None:
    declared = Spec(
        purpose="Tells apples from pears.",
        intended_use="Sorting fruit.",
        owner="fruit@example.com",
        image={},
        task="binary",
        label="kind",
        features={"weight": spec.Feature("number"), "color": spec.Feature("category")},
        metrics=("accuracy", "log_loss"),
        settings=(),
        classes=("apple", "pear"),
        floors={"accuracy": 0.9},
        ceilings={"log_loss": 0.2},
    )
    text = card.write(declared, {"seed": 17, "rate": 0.5}, {"accuracy": 0.75}, {"train": "a1"}, 7)
    text = re.sub(r"Python [\d.]+, scikit-learn [\d.]*\d", "Python P, scikit-learn S", text)
    assert (
        text
        == """# Model card

Tells apples from pears.

Intended use: Sorting fruit.

Owner: fruit@example.com

Predicts kind, of apple, pear (binary) from 2 features.
Trained on 7 rows with Python P, scikit-learn S.

| hyperparameter | value |
| --- | --- |
| seed | 17 |
| rate | 0.5 |

| metric on validation data | value |
| --- | --- |
| accuracy | 0.75 |

| needed on held-out data | bound |
| --- | --- |
| accuracy | at least 0.9 |
| log_loss | at most 0.2 |

| data | sha256 |
| --- | --- |
| train | `a1` |
"""
    )


def test_a_card_of_numbers_without_bounds_has_no_table_for_them() -> None:
    declared = Spec("p", "i", "o", {}, "regression", "price", {"a": spec.Feature("number")}, ("rmse",), ())
    text = card.write(declared, {}, {"rmse": 1.5}, {}, 7)
    assert "Predicts price (regression) from 1 features." in text
    assert "needed" not in text
