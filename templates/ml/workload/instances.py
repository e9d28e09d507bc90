"""What an instance type takes: infra/policies/families.json tells families with local disks from those without."""

import json

from workload.settings import ROOT, SettingError

FAMILIES = ROOT / "infra" / "policies" / "families.json"


def has_local_disks(instance_type: str) -> bool:
    """Tell whether a type's volumes are local NVMe disks.

    These encrypt in hardware, and SageMaker refuses a request that names a volume key for them (SageMaker API
    Reference, "ResourceConfig": VolumeKmsKeyId).
    """
    families: dict[str, list[str]] = json.loads(FAMILIES.read_text(encoding="utf-8"))
    service, _, rest = instance_type.partition(".")
    family, _, size = rest.partition(".")
    if service != "ml" or not size or family not in {*families["ebs"], *families["localDisks"]}:
        raise SettingError(
            f"instance type {instance_type!r} is of no family in {FAMILIES.relative_to(ROOT)}: "
            "write it like ml.m5.large, or add a new family to the list that its disks belong to"
        )
    return family in families["localDisks"]
