import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { acceptedIn, withAccepted } from '../../templates/doctor/accepted.mjs';
import { error } from '../../templates/doctor/check.mjs';
import { programs } from '../../templates/doctor/programs.mjs';
import { screen } from '../../templates/doctor/screen.mjs';
import { root, scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();

/** An `aws` that says one thing to every call. */
function awsThatSays(name: string, script: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

describe.skipIf(process.platform === 'win32')('the aws program', () => {
  it('is given the region, and its document is read', async () => {
    const folder = awsThatSays('echo', `echo "[\\"$*\\"]"`);
    const [words] = await programs({ PATH: `${folder}:/bin` }).aws(['iam', 'list-roles'], { region: 'eu-west-1' });
    expect(words).toMatch(/^iam list-roles .*--region eu-west-1/);
  });

  it.each([
    ['denied', 'An error occurred (AccessDenied) when calling the ListRoles operation: no', /iam list-roles is denied/],
    ['signed out', 'Error loading SSO Token: Token for x does not exist', /no valid AWS credentials/],
    ['unreachable', 'Could not connect to the endpoint URL: "https://x"', /cannot be reached/],
    ['broken', 'An error occurred (Odd) when calling: something', /iam list-roles failed: .*something/],
  ])('that is %s is not taken for an answer', async (name, text, expected) => {
    const folder = awsThatSays(name, `echo '${text}' >&2; exit 254`);
    await expect(programs({ PATH: `${folder}:/bin` }).aws(['iam', 'list-roles'])).rejects.toThrow(expected);
  });

  it('that prints no JSON is not taken for an answer', async () => {
    const folder = awsThatSays('words', 'echo hello');
    await expect(programs({ PATH: `${folder}:/bin` }).aws(['iam', 'list-roles'])).rejects.toThrow(/not JSON/);
  });
});

describe('secure-ml doctor', () => {
  const project = join(scratch, 'my-ml');
  mkdirSync(project);
  const settings = { name: 'my-ml', region: 'eu-west-1', repository: 'none', alerting: { emails: ['a@example.com'] } };
  writeFileSync(join(project, 'settings.json'), JSON.stringify(settings));
  const env = { PATH: `${awsThatSays('hostile', "printf 'oops \\033[2J\\n' >&2; exit 1")}:${process.env.PATH}` };

  it('exits with 1 where it could not look, as text without control characters and as one document', async () => {
    const text = await secureMl(['doctor'], { cwd: project, env });
    expect([text.exitCode, text.stdout]).toEqual([1, expect.stringMatching(/could not look: The account/)]);
    expect(text.stdout).not.toMatch(/\p{Cc}\[2J/u);
    const json = await secureMl(['doctor', '--json'], { cwd: project, env });
    expect(JSON.parse(json.stdout).parts.map(({ title }: { title: string }) => title)).toEqual([
      'This machine',
      'AWS account',
    ]);
  });

  it('says the same as the copy in the repository, which needs no package', async () => {
    const cli = join(root, 'templates/doctor');
    await execa('cp', ['-r', cli, join(project, 'doctor')]);
    const ours = await secureMl(['doctor', '--json'], { cwd: project, env });
    const theirs = await execa(process.execPath, ['doctor/cli.mjs', '--json'], {
      cwd: project,
      env: { ...env, npm_command: '' },
      reject: false,
    });
    expect([theirs.exitCode, JSON.parse(theirs.stdout)]).toEqual([1, JSON.parse(ours.stdout)]);
  });

  it('shows what somebody accepted until a day to come, and does not fail for it', () => {
    const parts = [
      { title: 'x', checks: [{ id: 'subscribers', title: 'Somebody is told', findings: [error('nobody', 'fix')] }] },
    ];
    const line = {
      finding: 'doctor/subscribers',
      owner: 'ada',
      reason: 'a pager reads the topic',
      until: '2026-12-31',
    };
    const shown = (lines: object[]) => {
      writeFileSync(join(project, 'accepted.json'), JSON.stringify(lines));
      return withAccepted(parts, acceptedIn(project, '2026-12-01'))[0]?.checks[0]?.findings[0];
    };
    expect(shown([line])).toMatchObject({ level: 'note', fix: expect.stringMatching(/ada until 2026-12-31/) });
    for (const wrong of [
      { ...line, until: '2026-11-30' },
      { ...line, owner: '' },
      { ...line, finding: 'doctor/zones' },
    ]) {
      expect(shown([wrong])).toMatchObject({ level: 'error' });
    }
    rmSync(join(project, 'accepted.json'));
  });

  it('breaks what it says at words, and leaves commands in one piece', () => {
    const fix = 'aws service-quotas request-service-quota-increase --service-code lambda';
    const findings = [error('The templates reserve one concurrent execution of Lambda, and the account has none', fix)];
    const text = screen({ parts: [{ title: 'x', checks: [{ id: 'x', title: 'x', findings }] }] }, 40);
    expect(text.split('\n').slice(1, 5)).toEqual([
      '  ✗ The templates reserve one concurrent',
      '    execution of Lambda, and the account',
      '    has none',
      `      ${fix}`,
    ]);
  });

  it('puts each command of a fix on a line of its own, and breaks the words around it', () => {
    const adopt =
      'Keep what it recorded and adopt it: npm run deploy -- --import. Or delete it: aws logs delete-log-group --log-group-name /x';
    const shown = (fix: string, width?: number) => {
      const checks = [{ id: 'x', title: 'x', findings: [error('x', fix)] }];
      return screen({ parts: [{ title: 'x', checks }] }, width)
        .split('\n')
        .slice(2, -2)
        .map((line) => line.trim());
    };
    expect(shown(adopt, 40)).toEqual([
      'Keep what it recorded and adopt',
      'it:',
      'npm run deploy -- --import',
      'Or delete it:',
      'aws logs delete-log-group --log-group-name /x',
    ]);
    expect(shown(adopt)).toEqual([adopt]);
    expect(shown('Role names are one for the whole account: choose another', 40)).toEqual([
      'Role names are one for the whole',
      'account: choose another',
    ]);
  });

  it('tells what one command fixes together', () => {
    const findings = [error('one', 'npm run x'), error('two', 'npm run x'), error('three', 'npm run y')];
    const text = screen({ parts: [{ title: 'x', checks: [{ id: 'x', title: 'x', findings }] }] }, 80);
    expect(text.split('\n').slice(1, 6)).toEqual([
      '  ✗ one',
      '  ✗ two',
      '      npm run x',
      '  ✗ three',
      '      npm run y',
    ]);
  });

  it('refuses a folder that is not a repository', async () => {
    const { exitCode, stderr } = await secureMl(['doctor'], { cwd: scratch });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/settings\.json cannot be read/)]);
  });
});

describe.skipIf(process.platform === 'win32')(
  'what somebody else wrote into a repository is no part of a command',
  () => {
    const project = join(scratch, 'theirs-ml');
    const settings = { name: 'theirs-ml', region: 'eu-west-1', repository: 'acme/ml' };
    const seen = join(scratch, 'seen');
    const says = `echo "$0 $*" >> '${seen}'; echo '{"Account":"111122223333","Arn":"arn:aws:iam::111122223333:user/a"}'`;
    const env = { PATH: `${awsThatSays('told', says)}:${process.env.PATH}` };
    const template = (name: string) => ({
      Resources: { A: { Type: 'AWS::IAM::Role', Properties: { RoleName: name } } },
    });
    const stack = { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1' };

    const hostile: [what: string, odd: string, settings: object, properties?: object, role?: string][] = [
      [
        'options of the AWS CLI',
        '--endpoint-url',
        { network: { vpcId: 'vpc-1', subnetIds: ['a', '--endpoint-url', 'b'] } },
      ],
      ['a file to load', 'file:///etc/passwd', { network: { vpcId: 'vpc-1', subnetIds: ['file:///etc/passwd'] } }],
      ['a command in a name', '$(id)', { repository: 'acme/ml$(id)' }],
      ['a second command', ';id', { defaultBranch: 'main;id' }],
      ['an environment', '`id`', { environments: { 'prod`id`': { account: '111122223333' } } }],
      ['a way up', '../user', { repository: 'acme/../user' }],
      ['a stack', '|id', {}, { stackName: 'a|id' }],
      ['a parameter of the bootstrap', 'file://', {}, { bootstrapStackVersionSsmParameter: 'file:///etc/passwd' }],
      ['a name in a template', '&&id', {}, {}, 'a&&id'],
    ];

    it.each(hostile)('%s', async (_, odd, own, properties = {}, role = 'a') => {
      mkdirSync(join(project, 'cdk.out'), { recursive: true });
      const put = (path: string, value: object) => writeFileSync(join(project, path), JSON.stringify(value));
      put('settings.json', { ...settings, ...own });
      const artifacts = { data: { ...stack, properties: { templateFile: 'a.json', ...properties } } };
      put('cdk.out/manifest.json', { artifacts });
      put('cdk.out/a.json', template(role));
      const { stdout, exitCode } = await secureMl(['doctor'], { cwd: project, env });
      const asked = existsSync(seen) ? readFileSync(seen, 'utf8') : '';
      rmSync(seen, { force: true });
      expect(asked + stdout).not.toContain(odd);
      expect(exitCode).not.toBe(70);
    });
  },
);
