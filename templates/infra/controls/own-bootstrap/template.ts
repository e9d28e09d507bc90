import { partitionOf } from '../../../judge/place.ts';
import type { Resource } from '../../../judge/read/assembly.ts';
import type { Json, JsonObject } from '../../../judge/read/json.ts';
import { constructId } from '../../alerts/scope.ts';
import type { Settings } from '../../config.ts';
import { boundaryArn } from '../boundary/arn.ts';
import { deployersTrust, exampleDeployer } from './deployers.ts';
import { type ExecutionPlace, executorStatements, limitStatements } from './execution.ts';
import { deployStatements, lookupStatements, publishingStatements } from './handed.ts';
import { stagingBucket } from './staging.ts';
import { takersOf, usesOf } from './uses.ts';

/** IAM User Guide, "IAM and AWS STS quotas": a managed policy, without its white space; this leaves room for longer accounts' words. */
const mostCharacters = 6000;
/** Policies of a role, before anybody asks for more (the same page). */
const mostPolicies = 10;
/** Of what the CDK's own template has: enough for its file assets and look-ups (AWS CDK Developer Guide, "CDK bootstrapping"). */
const version = '8';

const account = `\${AWS::AccountId}`;

const document = (statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });

/** What deployment alone knows, in CloudFormation's words. */
function withTokens(value: Json): Json {
  if (typeof value === 'string') return value.includes('${AWS::') ? { 'Fn::Sub': value } : value;
  if (Array.isArray(value)) return value.map(withTokens);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTokens(item)]));
}

/** As many policies as it takes, each within what IAM takes. Throws where a role would need more than it may have. */
export function packed(statements: JsonObject[]): JsonObject[][] {
  const size = (list: JsonObject[]) => JSON.stringify(document(list)).replaceAll(account, '000000000000').length;
  const policies: JsonObject[][] = [];
  for (const statement of statements) {
    const last = policies.at(-1);
    if (last && size([...last, statement]) <= mostCharacters) last.push(statement);
    else policies.push([statement]);
  }
  const large = policies.find((list) => size(list) > mostCharacters);
  if (large) throw new Error(`a statement on ${JSON.stringify(large[0]?.Resource)} does not fit into a policy of IAM`);
  if (policies.length > mostPolicies)
    throw new Error(`what deploys would need ${policies.length} policies, and a role takes ${mostPolicies}`);
  return policies;
}

function placeOf(settings: Settings, region: string, resources: Resource[]): ExecutionPlace {
  const { partition } = partitionOf(settings.region);
  const { network, name: project } = settings;
  const ec2 = `arn:${partition}:ec2:${region}:*`;
  const existing = typeof network === 'object' ? network : undefined;
  return {
    ...{ partition, region, account, project },
    qualifier: settings.bootstrap.qualifier,
    roleBoundary:
      boundaryArn(settings.permissionsBoundary, account) ??
      `arn:${partition}:iam::${account}:policy/${project}-boundary`,
    network: existing
      ? [
          `${ec2}:vpc/${existing.vpcId}`,
          ...existing.subnetIds.map((id) => `${ec2}:subnet/${id}`),
          ...(existing.securityGroupIds ?? []).map((id) => `${ec2}:security-group/${id}`),
        ]
      : [],
    takers: takersOf(resources),
  };
}

interface Made {
  /** Resources of this environment's stacks in the region; and of all its regions, whose roles they may pass. */
  here: Resource[];
  all: Resource[];
}

/** The stack of one region, which an administrator deploys before all others. */
export function bootstrapTemplate(settings: Settings, region: string, { here, all }: Made): JsonObject {
  const place = placeOf(settings, region, all);
  const { partition, qualifier, project } = place;
  const iam = `arn:${partition}:iam::${account}`;
  const roleName = (kind: string) => `cdk-${qualifier}-${kind}-role-${account}-${region}`;
  const uses = usesOf(here, place);
  const policies = packed(executorStatements(uses, place));
  const bucket = `cdk-${qualifier}-assets-${account}-${region}`;
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const versionArn = `arn:${partition}:ssm:${region}:${account}:parameter/cdk-bootstrap/${qualifier}/version`;
  const stacks = `arn:${partition}:cloudformation:${region}:${account}:stack/${project}`;
  const trust = deployersTrust(settings, { partition, account });
  const deployer = exampleDeployer(trust);
  const policy = (id: string, statements: JsonObject[]): JsonObject => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { ManagedPolicyName: `cdk-${qualifier}-${id}-${region}`, PolicyDocument: document(statements) },
  });
  const role = (kind: string, Statement: JsonObject[]): JsonObject => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: roleName(kind),
      AssumeRolePolicyDocument: document(Statement),
      ManagedPolicyArns: [{ Ref: `${constructId(kind)}Policy` }],
      MaxSessionDuration: 3600,
    },
  });
  const arns = { stacks, bucketArn, versionArn, execution: `${iam}:role/${roleName('cfn-exec')}` };
  const handed = [
    ['deploy', deployStatements(arns)],
    ['file-publishing', publishingStatements(arns)],
    ['lookup', lookupStatements(arns)],
  ] as const;
  const template: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${project}: the roles that deploy it in ${region}; an administrator deploys this stack (npm run bootstrap)`,
    Metadata: {
      Names: {
        'cfn-exec': `${iam}:role/${roleName('cfn-exec')}`,
        'cdk-deploy': `${iam}:role/${roleName('deploy')}`,
        'cdk-publishing': `${iam}:role/${roleName('file-publishing')}`,
        'cdk-lookup': `${iam}:role/${roleName('lookup')}`,
        staging: bucketArn,
        ...(deployer && { 'deployer-person': deployer }),
      },
    },
    Resources: {
      ...stagingBucket({ bucket, bucketArn, publishing: `${iam}:role/${roleName('file-publishing')}` }),
      ...Object.fromEntries(
        handed.flatMap(([kind, statements]) => [
          [`${constructId(kind)}Policy`, policy(kind, statements)],
          [constructId(kind), role(kind, trust)],
        ]),
      ),
      Limits: policy('limits', limitStatements(uses, place)),
      ...Object.fromEntries(policies.map((list, at) => [`Execution${at + 1}`, policy(`execution-${at + 1}`, list)])),
      CfnExec: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: roleName('cfn-exec'),
          AssumeRolePolicyDocument: document([
            { Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ]),
          ManagedPolicyArns: policies.map((_, at) => ({ Ref: `Execution${at + 1}` })),
          PermissionsBoundary: { Ref: 'Limits' },
        },
      },
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: `/cdk-bootstrap/${qualifier}/version`, Value: version },
      },
    },
    Outputs: {
      BucketName: { Value: { Ref: 'Staging' } },
      BootstrapVersion: { Value: { 'Fn::GetAtt': ['Version', 'Value'] } },
    },
  };
  return withTokens(template) as JsonObject;
}
