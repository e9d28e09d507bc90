import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { profileSetting, profileSignIn, repositoryOfRemote, surroundings } from '../../src/answers/environment.ts';
import { quietSurroundings, scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const quiet = { ...process.env, ...quietSurroundings };

describe('the region of a profile', () => {
  it.each([
    ['before any section is nobody', 'region = us-east-1\n[default]\noutput = json\n', 'default', undefined],
    ['is on a line of its own', '[default]\nsso_region = us-east-1\nregion = eu-west-3\n', 'default', 'eu-west-3'],
    ['may have spaces round its name', '[ default ]\nregion=eu-west-3\n', 'default', 'eu-west-3'],
    ['may have tabs', '[\tprofile \t work\t]\nregion\t=\teu-west-3\n', 'work', 'eu-west-3'],
    ['default may be named as a profile', '[profile  default]\nregion=eu-west-3\n', 'default', 'eu-west-3'],
    ['is not that of another kind of section', '[services [default]\nregion=eu-west-3\n', 'default', undefined],
    ['is not that of a section that only ends so', '[x [profile work]\nregion=eu-west-3\n', 'work', undefined],
    ['keeps quotes within its name', '[profile a"b\'c]\nregion=eu-west-3\n', 'a"b\'c', 'eu-west-3'],
    ['ends with its section', '[profile work]\n[profile other]\nregion=eu-west-3\n', 'work', undefined],
    ['is nothing where it is empty', '[default]\nregion = # none\n', 'default', undefined],
    ['is known by default to nobody else', '[work]\nregion=eu-west-3\n', 'work', undefined],
  ])('%s', (_, config, profile, region) => {
    expect(profileSetting(config, profile, 'region')).toBe(region);
  });

  it('is in ~/.aws/config where no other file is named', () => {
    const home = join(scratch, 'home');
    mkdirSync(join(home, '.aws'), { recursive: true });
    writeFileSync(join(home, '.aws/config'), '[default]\nregion=eu-west-3\n[profile two]\nregion=eu-north-1\n');
    const region = (more: NodeJS.ProcessEnv) =>
      Object.fromEntries(surroundings(scratch, { ...quiet, AWS_CONFIG_FILE: '', HOME: home, ...more })).region;
    expect(region({})).toBe('eu-west-3');
    expect(region({ AWS_DEFAULT_PROFILE: 'two' })).toBe('eu-north-1');
    expect(region({ AWS_PROFILE: 'absent', AWS_DEFAULT_PROFILE: 'two' })).toBeUndefined();
  });
});

describe('how people sign in', () => {
  it.each([
    ['is Identity Center with a session', '[profile work]\nsso_session = acme\n', 'identity-center'],
    ['is Identity Center with a start address', '[profile work]\nsso_start_url = https://x\n', 'identity-center'],
    ['is an IAM user with a device', '[profile work]\nmfa_serial = arn:aws:iam::1:mfa/a\n', 'iam-users'],
    [
      'is told by the profile that it starts from',
      '[profile work]\nsource_profile=a\n[profile a]\nsso_session=s',
      'identity-center',
    ],
    ['is unknown in a ring', '[profile work]\nsource_profile=work\n', undefined],
    ['is unknown of another profile', '[profile other]\nsso_session=s\n', undefined],
  ])('%s', (_, config, signIn) => {
    expect(profileSignIn(config, 'work')).toBe(signIn);
  });
});

describe('the repository', () => {
  const cloned = async (name: string, remote: string) => {
    const directory = join(scratch, name);
    mkdirSync(join(directory, 'inner'), { recursive: true });
    await execa('git', ['init', '--quiet'], { cwd: directory });
    await execa('git', ['remote', 'add', 'origin', remote], { cwd: directory });
    return directory;
  };
  const repositoryIn = (directory: string) => Object.fromEntries(surroundings(directory, quiet)).repository;

  it('of a folder above is not this one', async () => {
    const directory = await cloned('outer', 'https://github.com/acme/ml.git');
    expect(repositoryIn(directory)).toBe('acme/ml');
    expect(repositoryIn(join(directory, 'inner'))).toBeUndefined();
  });

  it('that cannot be used is left out', async () => {
    expect(repositoryIn(await cloned('odd', 'https://github.com/ac--me/ml.git'))).toBeUndefined();
  });

  it.each([
    ['https://evil.example/https://github.com/acme/ml', undefined],
    ['xgit@github.com:acme/ml', undefined],
    ['git@github.com:acme/ml/', 'acme/ml'],
    ['https://github.com/acme/ml/x', undefined],
    ['https://github.com/acme/ml.git/x', undefined],
    ['https://user:word@github.com/acme/ml', 'acme/ml'],
    ['ssh://github.com/acme/ml', undefined],
  ])('of %s is %s', (remote, repository) => {
    expect(repositoryOfRemote(remote)).toBe(repository);
  });
});
