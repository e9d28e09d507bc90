"""Writes the digest of the image's tag into ml/model.json: a tag can be moved, a digest cannot.

Asks the registry, AWS's or your own, with your credentials (ecr:BatchGetImage). Synthesize and deploy after it, and
jobs run in exactly that image.
"""

import json
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workload import spec, vendored
from workload.edge import StageError
from workload.refusals import explain
from workload.settings import ROOT, Project, SettingError

REGISTRIES = ROOT / "infra" / "registries.json"


def places(use: str, project: Project) -> dict[str, tuple[str | None, str, str]]:
    """Name the registry's account (None: one's own), the repository and the tag, by the key of the digest."""
    if use == "own":
        return {"digest": (None, f"{project.name}-workload", "latest")}
    image = json.loads(vendored.IMAGES.read_text(encoding="utf-8"))[use]
    account = json.loads(REGISTRIES.read_text(encoding="utf-8"))[image["registry"]].get(project.region)
    if account is None:
        raise SettingError(f"infra/registries.json names no {image['registry']} registry in {project.region}")
    named = {"digest": image["training"]}
    if image["inference"] != image["training"]:
        named["inferenceDigest"] = image["inference"]
    return {key: (account, *text.split(":")) for key, text in named.items()}


def digest_of(ecr: Any, account: str | None, repository: str, tag: str) -> str:
    """Ask a registry for the digest that a tag stands for now."""
    registry = {"registryId": account} if account else {}
    answer = ecr.batch_get_image(repositoryName=repository, imageIds=[{"imageTag": tag}], **registry)
    if not answer["images"]:
        raise SettingError(f"{repository} has no image with the tag {tag}")
    return str(answer["images"][0]["imageId"]["imageDigest"])


def pin(project: Project) -> None:
    """Write the digests."""
    entries = json.loads(spec.FILE.read_text(encoding="utf-8"))
    ecr = boto3.client("ecr", region_name=project.region)
    for key, (account, repository, tag) in places(entries["image"]["use"], project).items():
        try:
            entries["image"][key] = digest_of(ecr, account, repository, tag)
        except (BotoCoreError, ClientError) as error:
            raise explain(error, project.name, "ecr:BatchGetImage", f"repository/{repository}") from None
        sys.stdout.write(f"{repository}:{tag} is {entries['image'][key]}\n")
    spec.FILE.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command; the exit code is 2 where it was refused."""
    try:
        pin(Project.read())
    except StageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
