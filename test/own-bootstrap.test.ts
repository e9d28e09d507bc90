import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sabotages } from '../assurance/sabotage/operators.ts';
import { policyOperators } from '../assurance/sabotage/policies.ts';
import { type Answers, defaults } from '../src/answers/answers.ts';
import { invalidAnswers } from '../src/answers/validate.ts';
import { cast } from '../templates/infra/cast.ts';
import { settingsOf } from '../templates/infra/config.ts';
import {
  checks,
  deployingIn,
  failingRows,
  openAttacks,
  readBeside,
} from '../templates/infra/controls/own-bootstrap/proof.ts';
import { judge as judgeRow } from '../templates/judge/prove/judge.ts';
import { readRows } from '../templates/judge/prove/row.ts';
import { scopeOf } from '../templates/judge/prove/what.ts';
import { type Assembly, assemblyOf, readAssemblies } from '../templates/judge/read/assembly.ts';
import type { JsonObject } from '../templates/judge/read/json.ts';
import { modelOf } from '../templates/judge/read/model.ts';
import { alerting, existing } from './support/sample.ts';
import { judge, makeScratch, writeVariant } from './support/variant.ts';

const bootstrap = { qualifier: 'myml', provider: 'create', deployers: 'default' } as const;
const variants: Record<string, Partial<Answers>> = {
  restricted: { sensitivity: 'restricted', repository: 'acme/ml', network: 'create', alerting, bootstrap },
  'IAM users, what exists': {
    ...existing,
    ...{ sensitivity: 'confidential', repository: 'none', globalStack: false },
    people: { ...defaults('x').people, signIn: 'iam-users' },
    bootstrap: { ...bootstrap, deployers: ['platform/*'] },
  },
  public: { sensitivity: 'public', network: 'none', permissionsBoundary: 'arn:aws:iam:::policy/company', bootstrap },
};

const scratch = makeScratch();
afterAll(scratch.remove);
const directories = new Map<string, string>();
beforeAll(async () => {
  for (const [id, answers] of Object.entries(variants))
    directories.set(id, writeVariant(scratch.directory, id.replace(/\W/g, '-'), answers));
  await judge('templates', [...directories.values()]);
});

function read(id: string) {
  const directory = directories.get(id) as string;
  const text = (path: string) => readFileSync(join(directory, path), 'utf8');
  const enabled = JSON.parse(text('infra/controls/enabled.json')) as string[];
  const judged = { settings: settingsOf(text('settings.json'), []), enabled, file: text };
  const [assembly] = readAssemblies(join(directory, 'cdk.out'));
  return { assembly: assembly as Assembly, judged };
}

describe('roles of this repository that deploy', () => {
  it.each(Object.keys(variants))('hold their rows, stop their attacks and fit into IAM (%s)', (id) => {
    const { assembly, judged } = read(id);
    const said = checks(judged).map(({ run }) => run(assembly));
    expect(said.flatMap(({ failures }) => failures)).toEqual([]);
    expect(said.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });

  it('do not hold without the control, which names the boundary that they cannot change', () => {
    const { assembly, judged } = read('public');
    const [home] = deployingIn(assembly, judged.settings);
    if (!home) throw new Error('no region');
    const stacks = assembly.stacks.map((stack) => ({ ...stack, template: { ...stack.template, Metadata: {} } }));
    const without = readBeside({ ...assembly, stacks }, judged.settings.name, home.region, home.template, home.uses);
    expect(failingRows(without, judged).failures.join()).toMatch(/nothing is named "boundary"/);
  });

  it('are noticed when a statement goes, a condition is dropped or somebody else is let in', () => {
    const { assembly, judged } = read('restricted');
    const [home] = deployingIn(assembly, judged.settings);
    if (!home) throw new Error('no region');
    const operators = policyOperators.filter(({ id }) =>
      ['statement-removed', 'condition-dropped', 'principal-added'].includes(id),
    );
    const stack = home.alone.stacks[0] as (typeof home.alone.stacks)[number];
    // Roles of the other stacks are askers too; here the boundary's stack is enough, and what fails for their want is known.
    const few = { ...assembly, stacks: assembly.stacks.filter(({ name }) => /guardrails$/i.test(name)) };
    const failuresOf = (template: JsonObject, beside = few) => {
      const now = readBeside(beside, judged.settings.name, home.region, template, home.uses);
      return [...failingRows(now, judged).failures, ...openAttacks(now, judged).failures];
    };
    const whole = new Set(failuresOf(stack.template));
    const survive: string[] = [];
    let changed = 0;
    for (const { operator, where, stacks } of sabotages([stack], operators)) {
      // The condition says who it is; the proof compares the principal itself.
      if (operator === 'principal-added' && !/CfnExec/.test(where)) continue;
      changed += 1;
      const template = stacks()[0]?.template ?? {};
      if (failuresOf(template).some((failure) => !whole.has(failure))) continue;
      if (failuresOf(template, assembly).length === 0) survive.push(`${operator} ${where}`);
    }
    expect(changed).toBeGreaterThan(50);
    expect(survive).toEqual([]);
  });
});

describe('the boundary for the account’s own bootstrap', () => {
  it('keeps CloudFormation with all rights from making an administrator', () => {
    const document = JSON.parse(
      readFileSync(join(directories.get('restricted') as string, 'deploy/boundary.json'), 'utf8'),
    );
    const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const policy = (ManagedPolicyName: string, PolicyDocument: unknown) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName, PolicyDocument },
    });
    const trust = { Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const template = {
      Metadata: { Names: { 'cfn-exec': 'arn:aws:iam::111122223333:role/cdk-x-cfn-exec' } },
      Resources: {
        Limits: policy('my-ml-deploy-boundary', document),
        All: policy('all', all),
        Exec: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'cdk-x-cfn-exec',
            AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
            ManagedPolicyArns: [{ Ref: 'All' }],
            PermissionsBoundary: { Ref: 'Limits' },
          },
        },
      },
    } as unknown as JsonObject;
    const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
    const model = modelOf([assemblyOf([{ name: 'Toolkit', template, ...place }])]);
    const project = { name: 'my-ml', region: 'eu-west-1', repository: 'none', accounts: {} };
    const rows = [
      'cfn-exec may iam:CreateRole role/x when iam:PermissionsBoundary is arn:aws:iam::111122223333:policy/my-ml-boundary',
      'cfn-exec cannot iam:CreateRole, iam:AttachRolePolicy, iam:PutRolePolicy * when iam:PermissionsBoundary is absent',
      'cfn-exec cannot iam:CreateRole role/x when iam:PermissionsBoundary is arn:aws:iam::111122223333:policy/other',
      'cfn-exec cannot iam:CreatePolicyVersion, iam:DeletePolicy policy/my-ml-boundary, policy/my-ml-deploy-boundary ever',
      'cfn-exec cannot iam:UpdateAssumeRolePolicy, iam:PassRole, sts:AssumeRole role/cdk-x ever',
      'cfn-exec cannot iam:CreateUser, iam:CreateAccessKey, iam:PutUserPolicy, iam:AddUserToGroup * ever',
      'cfn-exec cannot iam:DeleteRolePermissionsBoundary, organizations:*, account:* * ever',
    ];
    const parsed = readRows(JSON.stringify(rows), 'here', project, Object.keys(model.names));
    const scope = scopeOf(project, place.account, place.partition, cast);
    const failures = parsed.rows.flatMap((row) => judgeRow(row, parsed.phrases, model, scope).failures);
    expect(failures).toEqual([]);
  });
});

describe('answers for roles of our own', () => {
  const problems = (more: object, people = {}) => {
    const usual = defaults('my-ml');
    return invalidAnswers({
      ...usual,
      people: { ...usual.people, ...people },
      bootstrap: { ...bootstrap, ...more },
    }).map(({ key }) => key);
  };

  it('ask for a qualifier that no other bootstrap has, and for somebody who deploys', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ qualifier: 'hnb659fds' })).toEqual(['bootstrap.qualifier']);
    expect(problems({ qualifier: 'My_ml' })).toEqual(['bootstrap.qualifier']);
    expect(problems({}, { signIn: 'saml' })).toEqual(['bootstrap.deployers']);
    expect(problems({ deployers: ['arn:aws:iam::111122223333:role/admin'] }, { signIn: 'saml' })).toEqual([]);
  });
});
