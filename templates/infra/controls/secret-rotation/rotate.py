"""Rotates a secret in four steps (Secrets Manager User Guide, "Rotation by Lambda function")."""

import boto3

client = boto3.client("secretsmanager")


def set_at_provider(secret_id: str, token: str) -> None:
    """Tell the provider the AWSPENDING value, with the AWSCURRENT one as proof of who you are."""
    raise NotImplementedError("write your provider's call here; the old value stays in use")


def test_at_provider(secret_id: str, token: str) -> None:
    """Use the AWSPENDING value once against the provider; raise where it is refused.

    Secrets Manager runs this as soon as a schedule is made, before any rotation (Secrets Manager API Reference,
    "RotateSecret", RotateImmediately), so it does nothing while it is unwritten.
    """
    print("no test of the provider is written")


def create(secret_id: str, token: str) -> None:
    try:
        client.get_secret_value(SecretId=secret_id, VersionId=token, VersionStage="AWSPENDING")
    except client.exceptions.ResourceNotFoundException:
        value = client.get_random_password(PasswordLength=32, ExcludePunctuation=True)["RandomPassword"]
        client.put_secret_value(
            SecretId=secret_id, ClientRequestToken=token, SecretString=value, VersionStages=["AWSPENDING"]
        )


def finish(secret_id: str, token: str) -> None:
    versions = client.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    if current != token:
        client.update_secret_version_stage(
            SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )


steps = {
    "createSecret": create,
    "setSecret": set_at_provider,
    "testSecret": test_at_provider,
    "finishSecret": finish,
}


def handler(event: dict, _context: object) -> None:
    secret_id, token = event["SecretId"], event["ClientRequestToken"]
    stages = client.describe_secret(SecretId=secret_id)["VersionIdsToStages"].get(token)
    if stages is None:
        raise ValueError("this version is not staged for rotation")
    if "AWSCURRENT" not in stages:
        steps[event["Step"]](secret_id, token)
