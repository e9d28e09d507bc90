import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { profileSetting, repositoryOfRemote, surroundings } from '../../src/answers/environment.ts';
import { flatten } from '../../src/answers/file.ts';
import { collect, from, fromSets, gather, gatherOver } from '../../src/answers/sources.ts';
import { quietSurroundings, scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const quiet = { ...process.env, ...quietSurroundings };
const file = (document: unknown) => from('file', flatten(document) ?? []);

describe('an answer comes from the strongest source that gives it', () => {
  const environment = from('environment', [['region', 'us-east-1']]);
  const overlay = from('overlay', [['region', 'us-east-2']]);
  const answersFile = file({ region: 'us-west-1' });
  const sets = fromSets(['region=us-west-2']);
  const flags = from('flag', [['region', 'eu-west-2']]);

  it.each([
    ['default', 'eu-west-1', []],
    ['environment', 'us-east-1', environment],
    ['overlay', 'us-east-2', [...environment, ...overlay]],
    ['file', 'us-west-1', [...environment, ...overlay, ...answersFile]],
    ['flag', 'us-west-2', [...environment, ...overlay, ...answersFile, ...sets]],
    ['flag', 'eu-west-2', [...environment, ...overlay, ...answersFile, ...sets, ...flags]],
  ] as const)('%s: %s', (source, region, given) => {
    const gathered = gather('my-ml', given);
    expect(gathered.answers.region).toBe(region);
    expect(gathered.sources.region).toBe(source);
  });
});

describe('--set', () => {
  it('gives lists, nothing, amounts, switches and networks in text', () => {
    const texts = [
      'alerting.emails=a@example.com,b@example.com',
      'alerting.slack=none',
      'monthlyBudgetUsd=12.5',
      'controls.trail=on',
      'network=vpc-01234567:subnet-01234567:sg-01234567',
    ];
    const { answers, problems } = gather('my-ml', fromSets(texts));
    expect(problems).toEqual([]);
    expect(answers.alerting).toMatchObject({ emails: ['a@example.com', 'b@example.com'], slack: null });
    expect(answers.monthlyBudgetUsd).toBe(12.5);
    expect(answers.controls).toEqual({ trail: true });
    expect(answers.network).toEqual({
      vpcId: 'vpc-01234567',
      subnetIds: ['subnet-01234567'],
      securityGroupIds: ['sg-01234567'],
    });
  });

  it.each(['colour=red', 'region', '=x', 'buckets=create', '__proto__=1', 'controls.__proto__=on', 'accounts.qa=1'])(
    '%j is told as no answer, and is not used',
    (text) => {
      const { answers, problems } = gather('my-ml', fromSets([text]));
      expect(problems).toHaveLength(1);
      expect(answers).toEqual(gather('my-ml', []).answers);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );
});

describe('an answers file', () => {
  it('has the shape of settings.json; whole groups and dotted keys are the same', () => {
    expect(gather('x', file({ buckets: { raw: 'abc' } })).answers).toEqual(
      gather('x', file({ 'buckets.raw': 'abc' })).answers,
    );
  });

  it('cannot reach a prototype', () => {
    const document = JSON.parse(
      '{"__proto__": {"polluted": 1}, "controls": {"__proto__": true}, "buckets": {"constructor": 1}}',
    );
    expect(gather('x', file(document)).problems).toHaveLength(3);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('with a text where a group is due is told so', () => {
    expect(gather('x', file({ alerting: 'me@example.com' })).problems[0]).toMatchObject({
      key: 'alerting',
      what: 'is a group of answers',
    });
  });
});

describe('the surroundings', () => {
  const config =
    '[default]\nregion = us-east-2\n\n[profile work]\noutput=json\nregion=eu-north-1 # home\n[sso-session work]\nregion = x\n';

  it('give the region of AWS_REGION, else of AWS_DEFAULT_REGION, else of the profile', () => {
    writeFileSync(join(scratch, 'config'), config);
    const base = { ...quiet, AWS_CONFIG_FILE: join(scratch, 'config') };
    const region = (environment: NodeJS.ProcessEnv) => Object.fromEntries(surroundings(scratch, environment)).region;
    expect(region({ ...base, AWS_REGION: 'us-west-1', AWS_DEFAULT_REGION: 'us-west-2' })).toBe('us-west-1');
    expect(region({ ...base, AWS_DEFAULT_REGION: 'us-west-2' })).toBe('us-west-2');
    expect(region({ ...base, AWS_PROFILE: 'work' })).toBe('eu-north-1');
    expect(region(base)).toBe('us-east-2');
    expect(region(quiet)).toBeUndefined();
  });

  it('read a profile as AWS does', () => {
    expect(profileSetting(config, 'work', 'region')).toBe('eu-north-1');
    expect(profileSetting(config, 'absent', 'region')).toBeUndefined();
    expect(profileSetting('[profile default]\r\nregion=eu-west-3\r\n', 'default', 'region')).toBe('eu-west-3');
    expect(profileSetting('[profile "two words"]\nregion=eu-west-3', 'two words', 'region')).toBe('eu-west-3');
  });

  it('give the e-mail address of git, unless somebody named a channel', () => {
    writeFileSync(join(scratch, 'gitconfig'), '[user]\n email = ops@acme.dev\n');
    const given = from(
      'environment',
      surroundings(scratch, { ...quiet, GIT_CONFIG_GLOBAL: join(scratch, 'gitconfig') }),
    );
    expect(gather('x', given).answers.alerting.emails).toEqual(['ops@acme.dev']);
    const slack = fromSets(['alerting.slack=T0123ABCD/C0123ABCD']);
    expect(gather('x', [...given, ...slack]).answers.alerting.emails).toEqual([]);
  });

  it.each([
    'root@(none)',
    '12+ana@users.noreply.github.com',
    'noreply@acme.dev',
    'ana@laptop.local',
    'you@example.com',
  ])('give no e-mail address where git has %s', (email) => {
    writeFileSync(join(scratch, 'gitconfig'), `[user]\n email = "${email}"\n`);
    expect(surroundings(scratch, { ...quiet, GIT_CONFIG_GLOBAL: join(scratch, 'gitconfig') })).toEqual([]);
  });

  it('give the repository of the remote', async () => {
    mkdirSync(join(scratch, 'cloned'));
    await execa('git', ['init', '--quiet'], { cwd: join(scratch, 'cloned') });
    await execa('git', ['remote', 'add', 'origin', 'https://github.com/acme/ml.git'], { cwd: join(scratch, 'cloned') });
    expect(Object.fromEntries(surroundings(join(scratch, 'cloned'), quiet)).repository).toBe('acme/ml');
  });

  it.each([
    ['git@github.com:acme/ml.git', 'acme/ml'],
    ['ssh://git@github.com/acme/ml', 'acme/ml'],
    ['https://x-token@github.com/acme/ml.git', 'acme/ml'],
    ['https://gitlab.com/acme/ml.git', undefined],
    ['https://github.com.evil.example/acme/ml', undefined],
  ])('%s is %s', (remote, repository) => {
    expect(repositoryOfRemote(remote)).toBe(repository);
  });
});

it('so many answers that nobody typed them are refused in no time', () => {
  const tags = Array.from({ length: 50_000 }, (_, at): [string, unknown] => [`tags.t${at}`, 'x']);
  const { answers, problems } = collect('my-ml', from('file', tags));
  expect(problems).toEqual([{ key: 'tags.t1000', what: 'is one of more than 1000 answers', fix: '40 tags at most' }]);
  expect(Object.keys(answers.tags)).toHaveLength(1000);
  expect(gatherOver({ answers, sources: {} }, from('file', tags)).problems).toHaveLength(1);
});
