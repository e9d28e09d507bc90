"""What training and processing jobs have in common.

The guardrails are denies in IAM: AWS itself refuses a request that lacks one of these settings.
"""

from dataclasses import dataclass
from typing import Any

from workload import archive
from workload.instances import has_local_disks
from workload.settings import Project, Resources, SettingError

COPY = {"S3DataType": "S3Prefix", "S3DataDistributionType": "FullyReplicated"}

Request = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """What every job has: a name, where it runs, its size, and the sha256 of its code.

    Args:
        source: where its code lies, an archive's s3:// address; none: below code/ of the artifacts bucket.
        data: the folder below train/ and holdout/ with one run's data, and a slash; none: all that is there.
    """

    name: str
    project: Project
    resources: Resources
    code: str
    instance_type: str
    instance_count: int = 1
    max_seconds: int = 3600
    source: str | None = None
    data: str = ""

    def code_file(self) -> tuple[str, str]:
        """Address the code, and name its file where a job finds it."""
        if self.source:
            return self.source, self.source.rpartition("/")[2]
        return f"s3://{self.resources.artifacts_bucket}/code/{self.code}/", archive.NAME

    def key(self, setting: str) -> Request:
        """Name the data key, from the tier up that has one."""
        return {setting: self.resources.data_key} if self.resources.data_key else {}

    def network(self) -> Request:
        """Place the job into the VPC, where the project has one."""
        subnets, groups = self.resources.subnets, self.resources.security_groups
        if subnets and not groups:
            # A VPC that existed before, whose groups settings.json does not name.
            raise SettingError("no security group is known: set WORKLOAD_SECURITY_GROUPS, or name it in settings.json")
        return {"VpcConfig": {"Subnets": [*subnets], "SecurityGroupIds": [*groups]}} if subnets else {}

    def environment(self) -> Request:
        """Start the job with every parameter that a unit publishes: WORKLOAD_PARAMETER_NAME."""
        prefix = "parameters/"
        values = {
            f"WORKLOAD_PARAMETER_{key.removeprefix(prefix).replace('-', '_').upper()}": text
            for key, text in self.resources.others.items()
            if key.startswith(prefix)
        }
        return {"Environment": values} if values else {}

    def limits(self) -> Request:
        """Set what training and processing jobs share: the time limit and the tags."""
        tags = {"project": self.project.name, "sensitivity": self.project.sensitivity, "code-sha256": self.code}
        return {
            "StoppingCondition": {"MaxRuntimeInSeconds": self.max_seconds},
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }

    def cluster(self) -> Request:
        """Size the job; its volumes carry the data key, except for local disks, which take none."""
        size = {"InstanceCount": self.instance_count, "VolumeSizeInGB": self.resources.volume_gb}
        kind = {"InstanceType": self.instance_type, **size}
        return kind if has_local_disks(self.instance_type) else {**kind, **self.key("VolumeKmsKeyId")}
