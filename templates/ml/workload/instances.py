"""What an instance type takes: infra/policies/families.json tells families with local disks from those without."""

import json
import re

from workload.settings import ROOT, SettingError

FAMILIES = ROOT / "infra" / "policies" / "families.json"


def has_local_disks(instance_type: str) -> bool:
    """Tell whether a type's volumes are local NVMe disks.

    These encrypt in hardware, and SageMaker refuses a request that names a volume key for them (SageMaker API
    Reference, "ResourceConfig": VolumeKmsKeyId).
    """
    families: dict[str, list[str]] = json.loads(FAMILIES.read_text(encoding="utf-8"))
    named = re.fullmatch(r"ml\.([a-z0-9-]+)\.[a-z0-9-]+", instance_type)
    if not named or named[1] not in {*families["ebs"], *families["localDisks"]}:
        raise SettingError(
            f"instance type {instance_type!r} is of no family in {FAMILIES.relative_to(ROOT)}: "
            "write it like ml.m5.large, or add a new family to the list that its disks belong to"
        )
    return named[1] in families["localDisks"]
