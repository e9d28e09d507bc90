"""Writes the digest of the image's tag into ml/model.json: a tag can be moved, a digest cannot.

Asks AWS's registry with your credentials (ecr:BatchGetImage), or your own for the image that was pushed last, as the
role operator (ecr:DescribeImages). Synthesize and deploy after it, and jobs run in exactly that image.
"""

import json
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from workload import spec, vendored
from workload.edge import StageError
from workload.refusals import explain, unconfigured
from workload.settings import ROOT, Project, SettingError

REGISTRIES = ROOT / "infra" / "registries.json"


def places(use: str, project: Project) -> dict[str, tuple[str | None, str, str | None]]:
    """Name the registry's account (None: one's own), the repository and the tag (None: the newest), by their key."""
    own, _, unit = use.partition(":")
    if own == "own":
        return {"digest": (None, f"{project.name}/{unit}" if unit else f"{project.name}-workload", None)}
    image = json.loads(vendored.IMAGES.read_text(encoding="utf-8"))[use]
    account = json.loads(REGISTRIES.read_text(encoding="utf-8"))[image["registry"]].get(project.region)
    if account is None:
        raise SettingError(f"infra/registries.json names no {image['registry']} registry in {project.region}")
    named = {"digest": image["training"]}
    if image["inference"] != image["training"]:
        named["inferenceDigest"] = image["inference"]
    return {key: (account, *text.split(":")) for key, text in named.items()}


def newest(ecr: Any, repository: str) -> str:
    """Ask one's own registry for the digest of the image that was pushed last."""
    pages = ecr.get_paginator("describe_images").paginate(repositoryName=repository, filter={"tagStatus": "TAGGED"})
    images = [image for page in pages for image in page["imageDetails"]]
    if not images:
        raise SettingError(f"{repository} has no image yet: run its workflow, which pushes one")
    return str(max(images, key=lambda image: image["imagePushedAt"])["imageDigest"])


def digest_of(ecr: Any, account: str | None, repository: str, tag: str) -> str:
    """Ask a registry for the digest that a tag stands for now."""
    registry = {"registryId": account} if account else {}
    answer = ecr.batch_get_image(repositoryName=repository, imageIds=[{"imageTag": tag}], **registry)
    if not answer["images"]:
        raise SettingError(f"{repository} has no image with the tag {tag}")
    return str(answer["images"][0]["imageId"]["imageDigest"])


def pin(project: Project) -> None:
    """Write the digests."""
    use, entries = str(spec.read(spec.FILE).image["use"]), spec.entries()
    ecr = boto3.client("ecr", region_name=project.region)
    for key, (account, repository, tag) in places(use, project).items():
        try:
            found = digest_of(ecr, account, repository, tag) if tag else newest(ecr, repository)
        except (BotoCoreError, ClientError) as error:
            action = "ecr:BatchGetImage" if tag else "ecr:DescribeImages"
            raise explain(error, project.name, action, f"repository/{repository}") from None
        entries["image"][key] = found
        sys.stdout.write(f"{repository}{f':{tag}' if tag else ''} is {found}\n")
    spec.FILE.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command; the exit code is 2 where it was refused."""
    try:
        pin(Project.read())
    except StageError as error:
        sys.stderr.write(f"{error}\n")
    except (BotoCoreError, ValueError) as error:
        sys.stderr.write(unconfigured(error))
    else:
        return 0
    return 2


if __name__ == "__main__":
    sys.exit(main())
