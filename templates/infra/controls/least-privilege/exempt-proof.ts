import type { Assembly } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject, listOf } from '../../../judge/read/json.ts';
import { atLeast, type Settings } from '../../config.ts';
import { type Check, every, statementsOf } from '../check.ts';

/** Policies of resources, by the property that holds the document. */
const documents: Record<string, string> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::ECR::Repository': 'RepositoryPolicyText',
};

/** The principals that a deny leaves out. */
function exemptOf({ Effect, Condition }: JsonObject): string[] {
  if (Effect !== 'Deny' || !isObject(Condition)) return [];
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    operator.includes('Not') && isObject(keys) ? listOf(keys['aws:PrincipalArn'] ?? []).map(String) : [],
  );
}

/** Nobody can make a role below these paths (IAM User Guide, "Service-linked roles"; IAM Identity Center User Guide). */
const reserved = /:role\/(aws-service-role|aws-reserved)\/[^*]+$/;

function isKnown(arn: string, { account, resources, stacks }: Assembly, { bootstrap, region }: Settings): boolean {
  const iam = `arn:${stacks[0]?.partition}:iam::${account}`;
  const made = resources.flatMap(({ type, properties: { RoleName } }) =>
    type === 'AWS::IAM::Role' && RoleName ? [`${iam}:role/${RoleName}`] : [],
  );
  const execution = `${iam}:role/cdk-${bootstrap.qualifier}-cfn-exec-role-${account}-${region}`;
  return [...made, execution, `${iam}:root`].includes(arn) || reserved.test(arn);
}

/** A name that no template makes is anybody's to take: whoever makes that role is left out of the deny. */
export function exemptChecks(settings: Settings): Check[] {
  const made = Object.entries(documents).filter(
    ([type]) => type !== 'AWS::KMS::Key' || atLeast(settings.sensitivity, 'internal'),
  );
  return made.map(([type, property]) =>
    every(
      `a deny of ${type} leaves out roles by their exact ARN, and only those that are made here or that nobody can make`,
      { type, atLeast: 0 },
      ({ properties }, assembly) => {
        const ghost = statementsOf(properties, property)
          .flatMap(exemptOf)
          .find((arn) => !isKnown(arn, assembly, settings));
        return ghost && `leaves out ${ghost}`;
      },
    ),
  );
}
