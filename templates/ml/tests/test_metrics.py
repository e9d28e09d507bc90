import numpy as np
import pytest

from workload import metrics, model
from workload.spec import Spec


def of(names: tuple[str, ...], classes: tuple[str, ...] = ()) -> Spec:
    task = {0: "regression", 2: "binary"}.get(len(classes), "multiclass")
    return Spec("", "", "", {}, task, "y", {}, names, (), classes)  # type: ignore[arg-type]  # one of the three


def chances(second: list[float]) -> object:
    return np.array([[1 - chance, chance] for chance in second])


def test_of_two_classes_the_second_is_what_precision_and_recall_are_about() -> None:
    labels = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    scores = chances([0.9, 0.3, 0.4, 0.6, 0.2, 0.1, 0.45])
    assert metrics.measure(of(tuple(metrics.CLASSES), ("no", "yes")), labels, scores) == {  # type: ignore[arg-type]
        "accuracy": 0.571429,
        "precision": 0.5,
        "recall": 0.333333,
        "f1": 0.4,
        "roc_auc": 0.666667,
        "log_loss": 0.581179,
    }


def test_a_model_that_never_says_yes_has_no_precision() -> None:
    found = metrics.measure(
        of(("precision", "recall"), ("no", "yes")), np.array([0.0, 1.0]), np.array([[1.0, 0.0]] * 2)
    )
    assert found == {"precision": 0.0, "recall": 0.0}


def test_of_several_classes_the_average_counts_each_alike() -> None:
    labels, scores = np.array([0.0, 1.0, 2.0, 2.0]), np.eye(3)[[0, 1, 2, 1]]
    found = metrics.measure(of(("accuracy", "recall", "roc_auc"), ("a", "b", "c")), labels, scores)
    assert found == {"accuracy": 0.75, "recall": 0.833333, "roc_auc": 0.861111}


def test_numbers_are_measured_by_their_distance() -> None:
    found = metrics.measure(of(("rmse", "mae", "r2")), np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 5.0]))
    assert found == {"rmse": 1.154701, "mae": 0.666667, "r2": -1.0}


def test_a_metric_of_the_model_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(model.METRICS, "largest_error", lambda labels, scores: float(np.abs(labels - scores).max()))
    assert metrics.measure(of(("largest_error",)), np.array([1.0, 2.0]), np.array([1.0, 5.0])) == {"largest_error": 3.0}


@pytest.mark.parametrize(("name", "classes"), [("rmse", ("no", "yes")), ("accuracy", ()), ("other", ())])
def test_a_metric_that_the_task_does_not_have_is_refused(name: str, classes: tuple[str, ...]) -> None:
    with pytest.raises(metrics.MetricError, match=f"no metric {name} for "):
        metrics.measure(of((name,), classes), np.array([1.0]), np.array([[1.0, 0.0]]))


def test_where_nobody_is_a_yes_recall_and_f1_are_zero() -> None:
    found = metrics.measure(of(("recall", "f1"), ("no", "yes")), np.zeros(2), np.array([[1.0, 0.0]] * 2))
    assert found == {"recall": 0.0, "f1": 0.0}


@pytest.mark.parametrize(("classes", "labels"), [(("no", "yes"), [1.0, 1.0]), (("a", "b", "c"), [0.0, 1.0, 1.0])])
def test_a_class_that_no_row_has_leaves_nothing_to_rank(classes: tuple[str, ...], labels: list[float]) -> None:
    scores = np.eye(len(classes))[[0, 1, 1][: len(labels)]]
    assert metrics.measure(of(("accuracy", "log_loss"), classes), np.array(labels), scores)
    with pytest.raises(metrics.MetricError, match=r"^roc_auc needs rows of each class"):
        metrics.measure(of(("roc_auc",), classes), np.array(labels), scores)
