import { actionsMatching, arnForms, properName } from '../../../judge/decide/iam-data.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import type { Use, UsePlace } from './uses.ts';

export interface ExecutionPlace extends UsePlace {
  qualifier: string;
  /** The boundary without which no role is made. */
  roleBoundary: string;
  /** Of a network that exists, whose parts bear no tag of the project. */
  network: string[];
  /** Services that take the project's roles. */
  takers: string[];
}

type Statement = JsonObject;

const allow = (Action: string[], Resource: string[], Condition?: JsonObject): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

const verbOf = (name: string) => name.slice(name.indexOf(':') + 1);
const proper = (names: string[]) => names.map(properName).sort();

/** Looks at what there is; a value that a list would hand out (secretsmanager:BatchGetSecretValue) is none of it. */
export const looksOf = (service: string): string[] =>
  proper(
    actionsMatching(`${service}:*`).filter((name) => arnForms(name).length === 0 && /:(describe|list)/.test(name)),
  );

/** What makes a thing of these types and takes no resource (`kms:CreateKey`). */
function makersWithoutResource({ service, types }: Use): string[] {
  const nouns = types.map((type) => type.split('::')[2]?.toLowerCase() ?? '');
  const form = new RegExp(`^(create|put|enable|update)(${nouns.join('|')})s?$`);
  return proper(
    actionsMatching(`${service}:*`).filter((name) => arnForms(name).length === 0 && form.test(verbOf(name))),
  );
}

const withoutResource = (use: Use): string[] => [...looksOf(use.service), ...makersWithoutResource(use)];

/** Service Authorization Reference: aws:ResourceTag is a key of actions on what stands; what is made has none yet. */
const ofProject = (project: string): JsonObject => ({ StringEquals: { 'aws:ResourceTag/project': project } });

/** Actions of EC2 that make a thing of a type. */
export function makersOf(type: string): string[] {
  const form = new RegExp(`^(create|authorize)${type.split('::')[2]?.toLowerCase()}s?$`);
  return proper(actionsMatching('ec2:*').filter((name) => form.test(verbOf(name))));
}

/**
 * What is made has no tag yet, what it is made in has the project's. Amazon EC2 User Guide, "Grant permission to tag
 * Amazon EC2 resources during creation" (ec2:CreateAction).
 */
function network({ made }: Use, place: ExecutionPlace): Statement[] {
  const { partition, region, account, project } = place;
  const makers = Object.entries(made).map(([type, arn]) => ({ actions: makersOf(type), arn }));
  const all = [...new Set(makers.flatMap(({ actions }) => actions))].sort();
  return [
    allow(['ec2:Describe*', 'ec2:Get*'], ['*']),
    ...makers.flatMap(({ actions, arn }) => (actions.length > 0 ? [allow(actions, [arn])] : [])),
    ...(place.network.length > 0 ? [allow(all, place.network)] : []),
    allow(['ec2:CreateTags'], [`arn:${partition}:ec2:${region}:${account}:*/*`], {
      StringLike: { 'ec2:CreateAction': ['Create*', 'Authorize*'] },
    }),
    allow(['ec2:*'], ['*'], ofProject(project)),
  ];
}

/** AWS KMS Developer Guide, "ABAC for AWS KMS" and "Tags in AWS KMS": CreateKey with tags asks for kms:TagResource too. */
function keys(use: Use, { project }: ExecutionPlace): Statement[] {
  return [
    allow(withoutResource(use), ['*']),
    allow(['kms:TagResource'], use.unnamed, {
      StringEquals: { 'aws:RequestTag/project': project },
      Null: { 'aws:ResourceTag/project': 'true' },
    }),
    allow(['kms:*'], use.unnamed, ofProject(project)),
    ...(use.named.length > 0 ? [allow(['kms:*'], use.named)] : []),
  ];
}

/** Never a deployment's: handing a role's boundary away, and what belongs to machines. */
const notOfDeployments = /^iam:(passrole|deleterolepermissionsboundary|.*servicelinkedrole.*|.*instanceprofile.*)$/;

function identities({ types }: Use, services: string[], place: ExecutionPlace): Statement[] {
  const iam = `arn:${place.partition}:iam::${place.account}`;
  const onlyOn = (kind: string) =>
    proper(
      actionsMatching('iam:*').filter((name) => {
        const forms = arnForms(name);
        return forms.length > 0 && forms.every((form) => form.includes(`:${kind}/`)) && !notOfDeployments.test(name);
      }),
    );
  const kinds: [string, string, string][] = [
    ['AWS::IAM::Role', 'role', `role/${place.project}-*`],
    ['AWS::IAM::ManagedPolicy', 'policy', `policy/${place.project}-*`],
    ['AWS::IAM::OIDCProvider', 'oidc-provider', 'oidc-provider/token.actions.githubusercontent.com'],
  ];
  return [
    ...kinds.filter(([type]) => types.includes(type)).map(([, kind, name]) => allow(onlyOn(kind), [`${iam}:${name}`])),
    allow(['iam:PassRole'], [`${iam}:role/${place.project}-*`], {
      StringEquals: { 'iam:PassedToService': place.takers },
    }),
    allow(['iam:CreateServiceLinkedRole'], [`${iam}:role/aws-service-role/*`], {
      StringLike: {
        'iam:AWSServiceName': services.flatMap((one) => [`${one}.amazonaws.com`, `*.${one}.amazonaws.com`]),
      },
    }),
  ];
}

function whole(use: Use): Statement[] {
  const { service, named, unnamed } = use;
  // What bears no name of the project: one an account and region (GuardDuty, Macie), or called by AWS alone.
  if (unnamed.length > 0 || named.length === 0) return [allow([`${service}:*`], ['*'])];
  const more = withoutResource(use);
  return [...(more.length > 0 ? [allow(more, ['*'])] : []), allow([`${service}:*`], named)];
}

const stagingOf = ({ partition, qualifier, account, region }: ExecutionPlace) =>
  `arn:${partition}:s3:::cdk-${qualifier}-assets-${account}-${region}`;

/** What CloudFormation may do for a deployment: the services of the types in use, on what is the project's. */
export function executorStatements(uses: Use[], place: ExecutionPlace): Statement[] {
  const { partition, region, account, qualifier } = place;
  const services = uses.map(({ service }) => service);
  return [
    ...uses.flatMap((use) => {
      if (use.service === 'ec2') return network(use, place);
      if (use.service === 'kms') return keys(use, place);
      if (use.service === 'iam') return identities(use, services, place);
      return whole(use);
    }),
    allow(['s3:GetObject'], [`${stagingOf(place)}/*`]),
    allow(
      ['ssm:GetParameter', 'ssm:GetParameters'],
      [`arn:${partition}:ssm:${region}:${account}:parameter/cdk-bootstrap/${qualifier}/version`],
    ),
  ];
}

/** The boundary of the role that CloudFormation has: these stay denied whatever policy somebody attaches to it. */
export function limitStatements(uses: Use[], place: ExecutionPlace): Statement[] {
  const { partition, account, project, roleBoundary, region } = place;
  const iam = `arn:${partition}:iam::${account}`;
  const deny = (Sid: string, rest: JsonObject): Statement => ({ Sid, Effect: 'Deny', ...rest });
  const services = uses.map(({ service }) => service).filter((service) => service !== 'iam');
  const through = services.filter((service) => service !== 's3').map((service) => `${service}.${region}.amazonaws.com`);
  return [
    allow(
      [...new Set([...services, 'ssm', 's3'])].sort().map((service) => `${service}:*`),
      ['*'],
    ),
    allow(
      ['iam:*'],
      [
        `${iam}:role/${project}-*`,
        `${iam}:policy/${project}-*`,
        `${iam}:oidc-provider/*`,
        `${iam}:role/aws-service-role/*`,
      ],
    ),
    deny('RolesHaveTheirBoundary', {
      Action: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      Resource: '*',
      Condition: { StringNotEquals: { 'iam:PermissionsBoundary': roleBoundary } },
    }),
    deny('BoundariesStay', { Action: ['iam:DeleteRolePermissionsBoundary'], Resource: '*' }),
    deny('TheBoundaryIsTheAdministrators', {
      Action: ['iam:CreatePolicy*', 'iam:DeletePolicy*', 'iam:SetDefaultPolicyVersion'],
      Resource: [`${iam}:policy/${project}-boundary`],
    }),
    deny('DataIsNotTheDeployments', {
      Action: ['s3:DeleteObject*', 's3:GetObject*', 's3:PutObject*', 's3:ReplicateObject', 's3:RestoreObject'],
      NotResource: [`${stagingOf(place)}/*`],
    }),
    deny('KeysAreForServices', {
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:Sign'],
      Resource: '*',
      Condition: { StringNotEquals: { 'kms:ViaService': through } },
    }),
  ];
}
