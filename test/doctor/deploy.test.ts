import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { digestOf, protectStanding } from '../../templates/deploy/assembly.mjs';
import { inventoryOf, told } from '../../templates/deploy/inventory.mjs';
import { networkMoves } from '../../templates/deploy/network-moves.mjs';
import { importersFirst } from '../../templates/deploy/order.mjs';
import { changesIn, counted, planOf } from '../../templates/deploy/plan.mjs';
import { aboutRules } from '../../templates/deploy/refused-rules.mjs';
import { targets } from '../../templates/deploy/target.mjs';
import { accountContext } from '../../templates/doctor/examine.mjs';
import { failedFirst, hindrance, usable } from '../../templates/doctor/stacks.mjs';
import { root, scratchDirectory } from '../program.ts';
import { deployed, inHome, ready, recorded, repository, type Said, stacksAre } from './recorded.ts';

const scratch = scratchDirectory();

const contextOf = (aws: Record<string, Said>, of = repository()) =>
  accountContext(recorded({ aws, gh: {}, programs: {} }).programs, of, '111122223333', 'prod');

/** As `cdk diff` 2.1148.1 prints it, colours and all. */
const diff = `Stack Audit (my-ml-audit)
Resources
[\u001b[32m+\u001b[39m] AWS::SQS::Queue Dead Dead1234
[\u001b[33m~\u001b[39m] AWS::Logs::LogGroup TrailLogs TrailLogs
 └─ [~] RetentionInDays
     ├─ [-] 365
     └─ [+] 400
[~] AWS::IAM::Role Trail/Role TrailRole2F58E8E6 replace
 └─ [~] RoleName (requires replacement)
[-] AWS::KMS::Key Data Data666C94C7 orphan
[-] AWS::SNS::Topic Old Old1 destroy
`;

describe('what a deployment will do', () => {
  it('is read from what the CDK says', () => {
    expect(changesIn(diff).map(({ sign, type, impact }) => `${sign} ${type} ${impact}`.trim())).toEqual([
      '+ AWS::SQS::Queue',
      '~ AWS::Logs::LogGroup',
      '~ AWS::IAM::Role replace',
      '- AWS::KMS::Key orphan',
      '- AWS::SNS::Topic destroy',
    ]);
  });

  it('says of each stack whether it is made or changed, what is replaced, deleted and kept', async () => {
    const context = contextOf(deployed);
    const { lines } = planOf({ environment: 'prod', context }, await context.deployed(), () => diff);
    const text = lines.join('\n');
    expect(text).toMatch(/create my-ml-global/);
    expect(text).not.toMatch(/create my-ml-audit/);
    expect(text).toMatch(/REPLACE: IAM::Role Trail\/Role\n/);
    expect(text).toMatch(/DELETE: SNS::Topic Old\n/);
    expect(text).toMatch(/keep, outside of any stack: KMS::Key Data\n/);
  });

  it('counts what it makes by type', () => {
    expect(counted(['AWS::KMS::Key', 'AWS::SNS::Topic', 'AWS::KMS::Key'])).toBe('2 KMS::Key, 1 SNS::Topic');
  });
});

describe('the assembly', () => {
  const directory = join(scratch, 'assembly');
  mkdirSync(join(directory, 'assembly-dev'), { recursive: true });
  const stack = (name: string) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/eu-west-1',
    properties: { stackName: name, terminationProtection: true, templateFile: 'a.template.json' },
  });
  const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-dev' } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts: { A: stack('a'), D: nested } }));
  writeFileSync(join(directory, 'assembly-dev/manifest.json'), JSON.stringify({ artifacts: { B: stack('b') } }));

  for (const folder of ['', 'assembly-dev']) writeFileSync(join(directory, folder, 'a.template.json'), '{}');

  it('has a digest of its files that any change changes', () => {
    const copy = join(scratch, 'copy');
    cpSync(directory, copy, { recursive: true });
    expect(digestOf(copy)).toBe(digestOf(directory));
    writeFileSync(join(copy, 'assembly-dev/more.json'), '{}');
    expect(digestOf(copy)).not.toBe(digestOf(directory));
  });

  it('keeps the protection of stacks that stand, and gives none to a first try', () => {
    protectStanding(directory, new Set(['b eu-west-1']));
    const read = (file: string) =>
      Object.values<{ properties: object }>(JSON.parse(readFileSync(join(directory, file), 'utf8')).artifacts)[0];
    expect(read('manifest.json')?.properties).toMatchObject({ terminationProtection: false });
    expect(read('assembly-dev/manifest.json')?.properties).toMatchObject({ terminationProtection: true });
    protectStanding(directory, 'all');
    expect(read('manifest.json')?.properties).toMatchObject({ terminationProtection: true });
  });

  it('that was not judged is not deployed', async () => {
    const place = join(scratch, 'repository');
    for (const folder of ['deploy', 'doctor'])
      cpSync(join(root, 'templates', folder), join(place, folder), { recursive: true });
    writeFileSync(join(place, 'settings.json'), '{"name":"my-ml","region":"eu-west-1"}');
    const run = (...words: string[]) =>
      execa(process.execPath, ['deploy/deploy.mjs', '--assembly', directory, ...words], { cwd: place, reject: false });
    const unjudged = await run();
    expect([unjudged.exitCode, unjudged.stderr]).toEqual([2, expect.stringMatching(/not judged/)]);
    const other = await run('--judged', 'f'.repeat(64));
    expect([other.exitCode, other.stderr]).toEqual([2, expect.stringMatching(/not the one that was judged/)]);
    const { stdout } = await execa(process.execPath, ['deploy/assembly.mjs', directory], { cwd: place });
    const same = await execa(process.execPath, ['deploy/deploy.mjs', '--assembly', directory, '--judged', stdout], {
      cwd: place,
      reject: false,
      env: { PATH: '' },
    });
    expect(same.stderr).toMatch(/The aws program is not installed/);
  });
});

describe('the order of a change', () => {
  const stack = (name: string, Resources: object, exported: string[] = []) => ({
    name,
    region: 'eu-west-1',
    selector: name,
    template: { Resources, Outputs: Object.fromEntries(exported.map((one) => [one, { Export: { Name: one } }])) },
  });
  const uses = (...names: string[]) => names.map((name) => ({ 'Fn::ImportValue': name }));
  const deployedAs = (...stacks: ReturnType<typeof stack>[]) =>
    new Map(stacks.map(({ name, region, template }) => [`${name} ${region}`, template]));
  const names = ({ first, stuck }: ReturnType<typeof importersFirst>) => ({
    first: first.map(({ name }) => name),
    stuck,
  });

  it('has the users of an export that goes first, the last user before all', () => {
    const deployed = deployedAs(stack('a', {}, ['A']), stack('b', uses('A'), ['B']), stack('c', uses('B')));
    const next = [stack('a', {}), stack('b', {}), stack('c', {})];
    expect(names(importersFirst(next, deployed))).toEqual({ first: ['c', 'b'], stuck: [] });
  });

  it('is the usual one where every export stays', () => {
    const stacks = [stack('a', {}, ['A']), stack('b', uses('A'))];
    expect(names(importersFirst(stacks, deployedAs(...stacks)))).toEqual({ first: [], stuck: [] });
  });

  it('does not exist where a user needs what is not exported yet, goes on using it, or was left behind', () => {
    const deployed = deployedAs(stack('a', {}, ['A']), stack('b', uses('A')));
    expect(importersFirst([stack('a', {}, ['New']), stack('b', uses('New'))], deployed).stuck).toHaveLength(1);
    expect(importersFirst([stack('a', {}), stack('b', uses('A'))], deployed).stuck).toHaveLength(1);
    expect(importersFirst([stack('a', {})], deployed).stuck[0]).toMatch(/delete it first/);
  });
});

/** CloudFormation API Reference, "Stack", StackStatus; those of stacks that are gone left out. */
const states = {
  changes: [
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ],
  'is made anew': ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'],
  'is made': ['REVIEW_IN_PROGRESS'],
  'is refused': [
    'UPDATE_ROLLBACK_FAILED',
    'UPDATE_FAILED',
    'IMPORT_ROLLBACK_FAILED',
    'DELETE_FAILED',
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
    'IMPORT_IN_PROGRESS',
    'IMPORT_ROLLBACK_IN_PROGRESS',
  ],
};

describe('a stack in each state', () => {
  const fate = (status: string) => {
    if (hindrance({ name: 'a', region: 'r', status })) return 'is refused';
    if (failedFirst.test(status)) return 'is made anew';
    return usable.test(status) ? 'changes' : 'is made';
  };
  it.each(Object.entries(states).flatMap(([end, all]) => all.map((status) => [status, end])))(
    '%s %s',
    (status, end) => {
      expect(fate(status)).toBe(end);
    },
  );
});

describe('a rule of AWS Config that a region lacks', () => {
  const of = (region: string, Type: string) => ({ region, template: { Resources: { One: { Type } } } });
  it('is said with where to leave it out, once a region, and not where no stack has a rule', () => {
    const rule = of('eu-south-1', 'AWS::Config::ConfigRule');
    expect(aboutRules([rule, rule, of('us-east-1', 'AWS::S3::Bucket')])).toEqual([
      expect.stringMatching(
        /eu-south-1 lacks it: add "eu-south-1" to its "not" in infra\/controls\/config\/rules.json/,
      ),
    ]);
    expect(aboutRules([of('us-east-1', 'AWS::S3::Bucket'), { region: 'us-east-1', template: {} }])).toEqual([]);
  });
});

describe('a network that stands', () => {
  const stack = (zone: string, range = '10.0.0.0/24') => ({
    name: 'a',
    region: 'r',
    selector: 'a',
    template: {
      Resources: { S: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: zone, CidrBlock: range } } },
    },
  });
  const before = new Map([['a r', stack('z1').template]]);

  it('moves to no other zone and no other range', () => {
    expect(networkMoves([stack('z1')], before)).toEqual([]);
    expect(networkMoves([stack('z2')], before)).toEqual(['AvailabilityZone of S in a']);
    expect(networkMoves([stack('z1', '10.1.0.0/24')], before)).toEqual(['CidrBlock of S in a']);
  });

  it('may be made, and may go', () => {
    expect(networkMoves([stack('z2')], new Map())).toEqual([]);
    expect(networkMoves([{ ...stack('z1'), template: { Resources: {} } }], before)).toEqual([]);
  });
});

describe('the account of the credentials', () => {
  const two = repository({ accounts: { dev: '111122223333', prod: '999999999999' } });
  const { programs } = recorded({ aws: ready, gh: {}, programs: {} });

  it('is the environment that is deployed, and no other', async () => {
    expect((await targets(programs, two, undefined)).map(({ environment }) => environment)).toEqual(['dev']);
    await expect(targets(programs, two, 'prod')).rejects.toThrow(/account 111122223333, and prod is 999999999999/);
    await expect(targets(programs, two, 'stage')).rejects.toThrow(/no environment "stage"/);
  });
});

describe('taking down', () => {
  const template = (policy?: string) => ({
    'cloudformation get-template': {
      TemplateBody: {
        Resources: {
          Audit: { Type: 'AWS::S3::Bucket', ...(policy && { DeletionPolicy: policy }) },
          Secret: { Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'RetainExceptOnCreate' },
          TrailLogs: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'RetainExceptOnCreate' },
        },
      },
    },
  });

  it('shows what goes, what stays with its cost, and what loses its evidence', async () => {
    const context = contextOf({ ...deployed, ...template('Retain') });
    const inventory = await inventoryOf(context, await context.deployed());
    expect(inventory.lost).toEqual([]);
    const text = told(inventory).join('\n');
    expect(text).toMatch(/S3::Bucket my-ml-audit-bucket \(its storage\)/);
    expect(text).toMatch(/goes: .*1 CloudTrail::Trail/);
    expect(text).toMatch(/GuardDuty::Detector d1: its findings go with it/);
  });

  it('names data that no policy keeps', async () => {
    const context = contextOf({ ...deployed, ...template() });
    const { lost } = await inventoryOf(context, await context.deployed());
    expect(lost.map(({ type, physical }) => `${type} ${physical}`)).toEqual(['AWS::S3::Bucket my-ml-audit-bucket']);
  });

  it('is of nothing where nothing stands', async () => {
    const context = contextOf({
      ...ready,
      ...stacksAre(),
      'cloudformation describe-stacks': inHome({ Stacks: [] }, { Stacks: [] }),
    });
    expect(await context.deployed()).toEqual([]);
  });
});
