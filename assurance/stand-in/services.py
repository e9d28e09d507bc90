"""The resources that exist in moto as well, so that names collide and doctor sees what stands."""

import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

QUICK = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


class Services:
    """boto3 clients of one account and region, at the stand-in's own address."""

    def __init__(self, address: str, account: str, region: str):
        self.address, self.account, self.region = address, account, region

    def client(self, service: str) -> Any:
        session = boto3.session.Session("stand-in", "stand-in", region_name=self.region)
        client = session.client(service, endpoint_url=self.address, config=QUICK)

        def whose(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["x-moto-account-id"] = self.account

        client.meta.events.register("before-call.*.*", whose)
        return client


def tag_list(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in tags.items()]


Maker = Callable[[Services, str, dict[str, Any], dict[str, str]], str | None]


def log_group(to: Services, name: str, _: dict[str, Any], tags: dict[str, str]) -> None:
    to.client("logs").create_log_group(logGroupName=name, tags=tags)


def secret(to: Services, name: str, _: dict[str, Any], tags: dict[str, str]) -> str:
    made = to.client("secretsmanager").create_secret(Name=name, SecretString="generated", Tags=tag_list(tags))
    return made["ARN"]


def bucket(to: Services, name: str, properties: dict[str, Any], tags: dict[str, str]) -> None:
    s3 = to.client("s3")
    where = {} if to.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": to.region}}
    locked = properties.get("ObjectLockEnabled") is True
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked, **where)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(tags)})
    rule = properties.get("ObjectLockConfiguration", {}).get("Rule")
    if rule:
        configuration = {"ObjectLockEnabled": "Enabled", "Rule": rule}
        s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=configuration)


def key(to: Services, _: str, __: dict[str, Any], tags: dict[str, str]) -> str:
    made = to.client("kms").create_key(Tags=tag_list(tags, "TagKey", "TagValue"))
    return made["KeyMetadata"]["KeyId"]


def alias(to: Services, name: str, properties: dict[str, Any], _: dict[str, str]) -> None:
    to.client("kms").create_alias(AliasName=name, TargetKeyId=str(properties["TargetKeyId"]).split("/")[-1].split(":")[-1])


def role(to: Services, name: str, _: dict[str, Any], __: dict[str, str]) -> None:
    to.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))


def topic(to: Services, name: str, _: dict[str, Any], tags: dict[str, str]) -> str:
    made = to.client("sns").create_topic(Name=name[-200:], Tags=tag_list(tags))
    return made["TopicArn"]


def subscription(to: Services, _: str, properties: dict[str, Any], __: dict[str, str]) -> str:
    made = to.client("sns").subscribe(
        TopicArn=properties["TopicArn"], Protocol=properties["Protocol"], Endpoint=properties["Endpoint"]
    )
    return made["SubscriptionArn"]


def parameter(to: Services, name: str, properties: dict[str, Any], _: dict[str, str]) -> None:
    to.client("ssm").put_parameter(Name=name, Value=str(properties["Value"]), Type="String")


def detector(to: Services, _: str, __: dict[str, Any], ___: dict[str, str]) -> str:
    return to.client("guardduty").create_detector(Enable=True)["DetectorId"]


def trail(to: Services, name: str, properties: dict[str, Any], _: dict[str, str]) -> None:
    client = to.client("cloudtrail")
    client.create_trail(Name=name, S3BucketName=properties["S3BucketName"], IsMultiRegionTrail=True)
    client.start_logging(Name=name)


def provider(to: Services, _: str, properties: dict[str, Any], __: dict[str, str]) -> str:
    made = to.client("iam").create_open_id_connect_provider(Url=properties["Url"], ThumbprintList=["0" * 40])
    return made["OpenIDConnectProviderArn"]


MAKERS: dict[str, Maker] = {
    "AWS::Logs::LogGroup": log_group,
    "AWS::SecretsManager::Secret": secret,
    "AWS::S3::Bucket": bucket,
    "AWS::KMS::Key": key,
    "AWS::KMS::Alias": alias,
    "AWS::IAM::Role": role,
    "AWS::SNS::Topic": topic,
    "AWS::SNS::Subscription": subscription,
    "AWS::SSM::Parameter": parameter,
    "AWS::GuardDuty::Detector": detector,
    "AWS::CloudTrail::Trail": trail,
    "AWS::IAM::OIDCProvider": provider,
}

UNMAKERS: dict[str, Callable[[Services, str], Any]] = {
    "AWS::Logs::LogGroup": lambda to, name: to.client("logs").delete_log_group(logGroupName=name),
    # CloudFormation deletes a secret with the usual window, in which it keeps its name.
    "AWS::SecretsManager::Secret": lambda to, arn: to.client("secretsmanager").delete_secret(SecretId=arn),
    "AWS::S3::Bucket": lambda to, name: to.client("s3").delete_bucket(Bucket=name),
    "AWS::KMS::Key": lambda to, id: to.client("kms").schedule_key_deletion(KeyId=id, PendingWindowInDays=30),
    "AWS::KMS::Alias": lambda to, name: to.client("kms").delete_alias(AliasName=name),
    "AWS::IAM::Role": lambda to, name: to.client("iam").delete_role(RoleName=name),
    "AWS::SNS::Topic": lambda to, arn: to.client("sns").delete_topic(TopicArn=arn),
    "AWS::SSM::Parameter": lambda to, name: to.client("ssm").delete_parameter(Name=name),
    "AWS::GuardDuty::Detector": lambda to, id: to.client("guardduty").delete_detector(DetectorId=id),
    "AWS::CloudTrail::Trail": lambda to, name: to.client("cloudtrail").delete_trail(Name=name),
    "AWS::IAM::OIDCProvider": lambda to, arn: to.client("iam").delete_open_id_connect_provider(
        OpenIDConnectProviderArn=arn
    ),
}


def make(to: Services, kind: str, name: str, properties: dict[str, Any], tags: dict[str, str], adopt: bool) -> str:
    """Returns the physical id. With `adopt`, what has the name already is taken over."""
    maker = MAKERS.get(kind)
    if not maker:
        return name
    try:
        return maker(to, name, properties, tags) or name
    except ClientError as error:
        if adopt and "xist" in str(error):
            if kind == "AWS::SecretsManager::Secret":
                return to.client("secretsmanager").describe_secret(SecretId=name)["ARN"]
            return name
        raise


def unmake(to: Services, kind: str, physical: str) -> None:
    if kind in UNMAKERS:
        UNMAKERS[kind](to, physical)
