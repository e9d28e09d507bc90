import type { Resource } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject, listOf } from '../../../judge/read/json.ts';
import { type Check, every, everyHas, type Judged, lacks, sameStatement, statementsOf } from '../check.ts';
import { boundaryArn } from './arn.ts';
import { limitsAt } from './limits.ts';

/** What would let a role change what limits it, or run code under another identity. */
const escapes = [
  /^\*$/,
  /^(?!sagemaker)[\w-]+:\*$/,
  /^iam:(?!PassRole$)/,
  /^sts:/,
  /^kms:(Put|Schedule|Disable|Update|Replicate)/,
  /^s3:(PutBucket|DeleteBucket|PutEncryption|PutLifecycle|Bypass)/,
  /^(cloudtrail|guardduty):(?!Describe|Get|List|Lookup)/,
  /^(account|cloudformation|codebuild|ecs|lambda|organizations):/,
  /^ec2:(Run|Authorize|Modify|Create(?!NetworkInterface))/,
  /^ssm:(?!Get)/,
];

/** A statement for one role alone; what that role does with it is for the control that makes the role to prove. */
const isForOneRole = ({ Condition }: JsonObject) =>
  isObject(Condition) && isObject(Condition.ArnEquals) && Condition.ArnEquals['aws:PrincipalArn'] !== undefined;

export function checks({ settings }: Judged): Check[] {
  const { name, permissionsBoundary } = settings;
  const boundary = {
    type: 'AWS::IAM::ManagedPolicy',
    where: ({ properties }: Resource) => properties.ManagedPolicyName === `${name}-boundary`,
  };

  return [
    everyHas('every role has the boundary', { type: 'AWS::IAM::Role', atLeast: 4 }, (_, { account, stacks }) => ({
      PermissionsBoundary:
        boundaryArn(permissionsBoundary, account) ??
        `arn:${stacks[0]?.partition}:iam::${account}:policy/${name}-boundary`,
    })),
    every(
      'the boundary is this list and no more; what it adds for one role names that role',
      boundary,
      (policy, assembly) => {
        const limits = limitsAt(assembly, settings);
        const missing = lacks(policy.properties, limits);
        if (missing) return missing;
        const more = statementsOf(policy.properties).find(
          (statement) =>
            statement.Effect === 'Allow' &&
            !isForOneRole(statement) &&
            !limits.some((limit) => sameStatement(statement, limit)),
        );
        return more && `allows more: ${JSON.stringify(more)}`;
      },
    ),
    every('the boundary leaves no role a way to lift its own limits', boundary, ({ properties }) => {
      const open = statementsOf(properties)
        .filter((statement) => statement.Effect === 'Allow' && !isForOneRole(statement))
        .flatMap(({ Action }) => listOf(Action).map(String))
        .find((action) => escapes.some((pattern) => pattern.test(action)));
      return open && `allows ${open}`;
    }),
  ];
}
