import pytest

from workload.instances import has_local_disks
from workload.settings import SettingError


@pytest.mark.parametrize(
    ("instance_type", "local"),
    [
        ("ml.m5.large", False),
        ("ml.c6gn.xlarge", False),
        ("ml.p3.2xlarge", False),
        ("ml.g5.xlarge", True),
        ("ml.p4d.24xlarge", True),
        ("ml.p6-b200.48xlarge", True),
        ("ml.m5d.large", True),
    ],
)
def test_local_disks_are_told_by_the_family(instance_type: str, *, local: bool) -> None:
    assert has_local_disks(instance_type) is local


@pytest.mark.parametrize(
    "text",
    [
        "m5.large",
        "ml.m5",
        "ml.zz9.large",
        "ml..large",
        "ec2.m5.large",
        "zz.m5.large",
        "ml.m5.",
        "ml.m5.large ",
        "ml.m5.large.x",
        "ml.m5.large,ml.g5.xlarge",
        "ML.m5.large",
    ],
)
def test_what_is_of_no_known_family_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="is of no family in infra/policies/families"):
        has_local_disks(text)
