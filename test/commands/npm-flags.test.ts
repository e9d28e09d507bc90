import { describe, expect, it } from 'vitest';
import { swallowed } from '../../src/commands/npm-flags.ts';

const init = { npm_command: 'init' };

describe('options that npm kept for itself', () => {
  it('are honoured: --yes, --json, --no-install, --no-git', () => {
    const environment = {
      ...init,
      npm_config_yes: 'true',
      npm_config_json: 'true',
      npm_config_install: '',
      npm_config_git: 'false',
    };
    expect(swallowed(['my-ml'], environment)).toEqual(['--yes', '--json', '--no-install', '--no-git']);
  });

  it('are honoured with their values, however often', () => {
    const environment = {
      ...init,
      npm_config_set: 'region=us-east-1\n\nsensitivity=public',
      npm_config_answers: 'a.json',
    };
    expect(swallowed(['my-ml'], environment)).toEqual([
      '--answers=a.json',
      '--set=region=us-east-1',
      '--set=sensitivity=public',
    ]);
  });

  it('are explained where npm split a value off', () => {
    const environment = { ...init, npm_config_set: 'true' };
    expect(() => swallowed(['my-ml', 'region=us-east-1'], { ...environment, npm_config_yes: 'true' })).toThrow(
      'npm init secure-ml my-ml -- --yes --set region=us-east-1\n',
    );
    // Which of the words is the directory and which the value, nobody can tell.
    expect(() => swallowed(['my-ml', 'a.json'], { ...init, npm_config_answers: 'true' })).toThrow(
      'npm init secure-ml DIR -- --answers VALUE\n',
    );
  });

  it('are not taken twice', () => {
    expect(swallowed(['my-ml', '--yes'], { ...init, npm_config_yes: 'true' })).toEqual([]);
  });

  it('of another npm, such as one that runs a script, are none of ours', () => {
    expect(swallowed(['my-ml'], { npm_command: 'run-script', npm_config_yes: 'true' })).toEqual([]);
    expect(swallowed(['my-ml'], { npm_config_yes: 'true' })).toEqual([]);
  });
});
