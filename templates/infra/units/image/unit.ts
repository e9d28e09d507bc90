import { CfnDeletionPolicy, Duration, Lazy } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import {
  AnyPrincipal,
  Effect,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import { providerArn } from '../../controls/oidc-deploy/trust.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { neverLockedOut, ownRoles } from '../../policies/exempt.ts';
import { letThrough } from '../../policies/let-through.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import { jobRoles, rolesOfUnits } from '../../policies/roles.ts';
import { alerts } from './alerts.ts';
import { imagePulls, imagePushes, repositoryChanges } from './policy.ts';
import { buildConditions } from './trust.ts';

/** unit.json of an image: what its Dockerfile starts from. Its repository is PROJECT/NAME. */
interface ImageUnit {
  name: string;
  base: string;
}

/** Layers of a push that did not end. A tagged image stays: a registered model names it by its digest. */
const lifeCycle = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    },
  ],
};

const placeOf = ({ training, settings }: Foundation) => ({
  partition: training.partition,
  region: training.region,
  account: training.account,
  qualifier: settings.bootstrap.qualifier,
});

/** A deny holds for every policy of the account. A statement of a repository has no resource: ECR User Guide, "Private repository policies". */
function onlyFor(sid: string, actions: string[], principals: () => string[]): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: principals }) } },
  });
}

function policyOf(foundation: Foundation, builder: string): PolicyDocument {
  const { settings } = foundation;
  const place = placeOf(foundation);
  const own = (roles: readonly string[]) => ownRoles(place, settings.name, [...roles]);
  // Where no template makes the role, its name is anybody's to take.
  const glass = foundation.roles['break-glass'] ? [] : own(['break-glass']);
  const deploys = neverLockedOut(place, settings.name).filter((arn) => !glass.includes(arn));
  return new PolicyDocument({
    statements: [
      onlyFor('OnlyItsWorkflowPushes', imagePushes, () => own([builder])),
      onlyFor('OnlyJobsOfThisProjectPull', imagePulls, () => [
        ...own([...jobRoles, ...rolesOfUnits(settings), builder]),
        ...deploys,
        // Amazon Inspector User Guide, "Using service-linked roles": it scans where the account has it.
        `arn:${place.partition}:iam::${place.account}:role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2`,
      ]),
      onlyFor('OnlyDeploymentsChangeIt', repositoryChanges, () => deploys),
    ],
  });
}

function makeBuilder(foundation: Foundation, { name }: ImageUnit, id: string, repositoryArn: string): void {
  const { training, settings } = foundation;
  const place = placeOf(foundation);
  const policy = new ManagedPolicy(training, `${id}BuildPolicy`, {
    statements: [
      new PolicyStatement({
        sid: 'PushImage',
        actions: [...imagePushes, 'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage'],
        resources: [repositoryArn],
      }),
      new PolicyStatement({
        sid: 'LogInToRegistry',
        actions: ['ecr:GetAuthorizationToken'],
        // The action supports no resource: Service Authorization Reference, "Amazon ECR".
        resources: ['*'],
      }),
    ],
  });
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'The token for the registry takes no resource');
  const role = new Role(training, `${id}BuildRole`, {
    roleName: `${settings.name}-${name}-build`,
    description: `Pushes the image ${name} from ${settings.repository}`,
    assumedBy: new WebIdentityPrincipal(providerArn(place), buildConditions(place, settings, name)),
    managedPolicies: [policy],
    maxSessionDuration: Duration.hours(1),
  });
  // For all other roles pushing stays out of reach.
  const [roleArn] = ownRoles(place, settings.name, [`${name}-build`]);
  letThrough(foundation, {
    ...{ sid: 'PushImages', actions: imagePushes, resources: [repositoryArn], role: roleArn as string },
  });
  nameIn(training, { [`${name}-build`]: role.roleArn });
}

/** Every job role, and those of units. */
function letJobsPull(foundation: Foundation, id: string, repositoryArn: string): void {
  const { settings, roles } = foundation;
  const policies = [
    ...jobRoles.map((role) => unitPolicyOf(foundation, role)),
    ...rolesOfUnits(settings).flatMap((role) => roles[role]?.policy ?? []),
  ];
  for (const policy of policies) {
    policy.addStatements(
      new PolicyStatement({
        sid: `Pull${id}`,
        actions: ['ecr:BatchCheckLayerAvailability', ...imagePulls],
        resources: [repositoryArn],
      }),
    );
  }
}

/** After the controls: the key and the queue of undelivered alerts are theirs. */
export function close(foundation: Foundation, unit: ImageUnit): void {
  const { training, settings, keys } = foundation;
  const { name } = unit;
  const id = constructId(name);
  const { partition, region, account } = training;
  const repositoryName = `${settings.name}/${name}`;
  const arn = `arn:${partition}:ecr:${region}:${account}:repository/${repositoryName}`;
  const repository = new CfnRepository(training, `${id}Repository`, {
    repositoryName,
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: 'KMS', ...(keys.data && { kmsKey: keys.data.keyArn }) },
    lifecyclePolicy: { lifecyclePolicyText: JSON.stringify(lifeCycle) },
    repositoryPolicyText: policyOf(foundation, `${name}-build`),
  });
  // A registered model runs in one of its images.
  repository.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  repository.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  nameIn(training, { [name]: repository.attrArn });
  makeBuilder(foundation, unit, id, arn);
  letJobsPull(foundation, id, arn);
  makeAlerts(foundation, alerts(name));
}
