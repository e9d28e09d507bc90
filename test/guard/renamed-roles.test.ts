import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { renameRoles } from '../../src/guard/renamed-roles.ts';
import { widenings } from '../../src/guard/widening.ts';
import { rolesSince } from '../../src/upgrade/releases.ts';

const scratch = mkdtempSync(join(tmpdir(), 'renamed-roles-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let written = 0;
function assembly(roleName: string, actions: string[], more: object = {}, second: string[] = []): string {
  const directory = join(scratch, String(++written));
  mkdirSync(directory);
  const put = (file: string, content: object) => writeFileSync(join(directory, file), JSON.stringify(content, null, 1));
  put('manifest.json', {
    version: '54.0.0',
    artifacts: {
      S: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-west-1',
        properties: { templateFile: 'S.template.json', stackName: 'S' },
      },
    },
  });
  const policy = (allowed: string[]) => [
    {
      PolicyName: 'own',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: allowed, Resource: 'arn:aws:s3:::acme/*' }],
      },
    },
  ];
  const trust = { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' };
  put('S.template.json', {
    Resources: {
      [`Of${roleName.replaceAll('-', '')}`]: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: roleName,
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
          Policies: policy(actions),
        },
      },
      ...more,
      ...(second.length > 0 && {
        Second: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'my-ml-second',
            AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
            Policies: policy(second),
          },
        },
      }),
    },
  });
  return directory;
}

const people = rolesSince('0.1.0');
const objections = async (before: string, after: string) => {
  renameRoles(before, 'my-ml', people);
  return (await widenings(before, after, join(scratch, 'none.json'))).map(({ what }) => what);
};

test('the release that renames a role says so, and later ones do not', () => {
  expect([...people]).toEqual([['people', 'engineer']]);
  expect([...rolesSince('0.2.0')]).toEqual([]);
});

test('a role with a new name and the rights of the old one is not wider access', async () => {
  const after = assembly('my-ml-engineer', ['s3:GetObject']);
  expect(await objections(assembly('my-ml-people', ['s3:GetObject', 's3:PutObject']), after)).toEqual([]);
});

test('what it may do besides is told', async () => {
  const after = assembly('my-ml-engineer', ['s3:GetObject', 's3:DeleteObject']);
  const [first, ...more] = await objections(assembly('my-ml-people', ['s3:GetObject']), after);
  expect(first).toContain('s3:DeleteObject');
  expect(first).not.toContain('s3:GetObject');
  expect(more).toEqual([]);
});

test('a role that somebody called so before is compared as it is', async () => {
  const before = assembly('my-ml-people', ['s3:DeleteObject'], {
    Mine: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'my-ml-engineer', AssumeRolePolicyDocument: {} } },
  });
  const text = readFileSync(join(before, 'S.template.json'), 'utf8');
  renameRoles(before, 'my-ml', people);
  expect(readFileSync(join(before, 'S.template.json'), 'utf8')).toBe(text);
});

test.each(['my-ml-people-2', 'other-my-ml-people', 'my-ml-peoples'])('%s is another role', (name) => {
  const before = assembly(name, ['s3:GetObject']);
  const text = readFileSync(join(before, 'S.template.json'), 'utf8');
  renameRoles(before, 'my-ml', people);
  expect(readFileSync(join(before, 'S.template.json'), 'utf8')).toBe(text);
});

test('a new role is one objection, bound to exactly its rights', async () => {
  const before = assembly('my-ml-training', ['s3:GetObject']);
  const after = (second: string[]) => assembly('my-ml-training', ['s3:GetObject'], {}, second);
  const told = async (second: string[]) => {
    const all = await widenings(before, after(second), join(scratch, 'none.json'));
    return all.filter(({ id }) => id?.startsWith('access/new-role-'));
  };
  const [[first], [other]] = [await told(['s3:GetObject']), await told(['s3:GetObject', 's3:DeleteObject'])];
  expect(first?.what).toContain('my-ml-second is a new role');
  expect(first?.id).toBe(other?.id);
  expect(first?.digest).not.toBe(other?.digest);
});
