import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import {
  type Check,
  every,
  everyHas,
  everyStays,
  hasOther,
  isNotExactly,
  type Judged,
  lacks,
} from '../../controls/check.ts';
import { providerArn } from '../../controls/oidc-deploy/trust.ts';
import { imagesOfUnits, rolesOfUnits } from '../../policies/roles.ts';
import type { Unit } from '../../units.ts';
import { alerts } from './alerts.ts';
import events from './events.json' with { type: 'json' };
import { buildConditions } from './trust.ts';

/** Written apart from unit.ts and policy.ts: a slip there does not carry over. */
const push = ['CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'].map((verb) => `ecr:${verb}`);
const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const change = [
  ...['BatchDeleteImage', 'DeleteLifecyclePolicy', 'DeleteRepository', 'DeleteRepositoryPolicy'],
  ...['PutImageScanningConfiguration', 'PutImageTagMutability', 'PutLifecyclePolicy', 'ReplicateImage'],
  'SetRepositoryPolicy',
].map((verb) => `ecr:${verb}`);
const jobs = ['processing', 'training', 'evaluation', 'registration', 'inference'];

function deniesFor({ settings, enabled }: Judged, builder: string, { account, stacks }: Assembly): JsonObject[] {
  const iam = `arn:${stacks[0]?.partition}:iam::${account}`;
  const own = (names: string[]) => names.map((each) => `${iam}:role/${settings.name}-${each}`);
  const deploys = [
    `${iam}:role/cdk-${settings.bootstrap.qualifier}-cfn-exec-role-${account}-${settings.region}`,
    ...own(enabled.includes('break-glass') ? ['break-glass'] : []),
    `${iam}:root`,
  ];
  const scans = `${iam}:role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2`;
  const only = (Action: string[], principals: string[]): JsonObject => ({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action,
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': principals.length > 1 ? principals : (principals[0] ?? '') } },
  });
  return [
    only(push, own([builder])),
    only(pull, [...own([...jobs, ...rolesOfUnits(settings), builder]), ...deploys, scans]),
    only(change, deploys),
  ];
}

export function checks(judged: Judged, unit: Unit): Check[] {
  const { settings } = judged;
  const { name } = settings;
  const builder = `${unit.name}-build`;
  const title = unit.name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const repository = {
    type: 'AWS::ECR::Repository',
    where: ({ properties }: Resource) => properties.RepositoryName === `${name}/${unit.name}`,
  };
  const role = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: Resource) => properties.RoleName === `${name}-${builder}`,
  };
  const place = ({ account, stacks }: Assembly) => ({
    partition: stacks[0]?.partition ?? '',
    region: settings.region,
    account,
  });
  return [
    everyHas(
      'its tags stay what they are, each push is scanned, and the data key encrypts it',
      repository,
      (_, it) => ({
        ImageTagMutability: 'IMMUTABLE',
        ImageTagMutabilityExclusionFilters: undefined,
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: it.names['data-key'] ?? '' },
      }),
    ),
    every('only what has no tag goes by itself, after two weeks', repository, ({ properties }) => {
      const { LifecyclePolicy } = properties;
      const text = JSON.stringify(LifecyclePolicy ?? '');
      const rules = text.match(/rulePriority/g)?.length ?? 0;
      const wanted = ['tagStatus\\":\\"untagged', 'countNumber\\":14', 'countUnit\\":\\"days'];
      return (rules !== 1 || wanted.some((part) => !text.includes(part))) && `has ${text}`;
    }),
    everyStays('it outlives its stack: a registered model runs in one of its images', repository),
    every(
      'its policy refuses pushes, pulls and changes by all but those who are there for it, and opens it to nobody',
      repository,
      ({ properties }, it) => isNotExactly(properties, deniesFor(judged, builder, it), 'RepositoryPolicyText'),
    ),
    every('only its workflow, on the default branch of this repository, takes the role', role, ({ properties }, it) =>
      isNotExactly(
        properties,
        [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: providerArn(place(it)) },
            Condition: buildConditions(place(it), settings, unit.name),
          },
        ],
        'AssumeRolePolicyDocument',
      ),
    ),
    every('its sessions end within an hour, and it has its own policy and no other', role, (found) =>
      found.properties.MaxSessionDuration === 3600 ? hasOther(found, `${title}Build`) : 'has longer sessions',
    ),
    every(
      'the boundary lets the roles of such workflows alone push, into their repositories alone',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${name}-boundary`,
      },
      ({ properties }, it) => {
        const images = imagesOfUnits(settings).sort();
        const one = (all: string[]) => (all.length > 1 ? all : (all[0] ?? ''));
        const roles = images.map((each) => `arn:${place(it).partition}:iam::${it.account}:role/${name}-${each}-build`);
        return lacks(properties, [
          {
            Effect: 'Allow',
            Action: push,
            Resource: one(images.map((each) => it.names[each] ?? '')),
            Condition: { ArnEquals: { 'aws:PrincipalArn': one(roles) } },
          },
        ]);
      },
    ),
    ...unitAlertChecks(alerts(unit.name), events, judged, unit),
  ];
}
