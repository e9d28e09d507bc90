import { expect, it } from 'vitest';
import { defaults } from '../src/answers/answers.ts';
import { settingsOf } from '../templates/infra/config.ts';
import { strictnessOf } from '../templates/infra/strictness.ts';

const usual = JSON.stringify(defaults('my-ml'));

it('settings.json may begin with the mark that editors of Windows write', () => {
  expect(settingsOf(`\ufeff${usual}`, [])).toEqual(settingsOf(usual, []));
  const file = (path: string) => (path === 'settings.json' ? `\ufeff${usual}` : '');
  // What comes after the settings is missing here, and that is what is said.
  expect(strictnessOf(file)).not.toContain('settings.json');
});

it('settings.json takes true or false for a control', () => {
  const text = (macie: unknown) => JSON.stringify({ ...defaults('my-ml'), controls: { macie } });
  expect(() => settingsOf(text('off'), [])).toThrow('settings.json: "controls.macie" is not true or false');
  expect(settingsOf(text(false), []).controls).toEqual({ macie: false });
});

it.each([
  ['name', null],
  ['region', 1],
  ['people', null],
  ['people', []],
  ['buckets', 'create'],
  ['alerting', null],
  ['bootstrap', 'x'],
  ['controls', []],
])('settings.json in which %s is %j is refused in words', (key, value) => {
  expect(() => settingsOf(JSON.stringify({ ...defaults('my-ml'), [key]: value }), [])).toThrow(
    /^settings\.json: "\w+" is not (text|an object)$/,
  );
});
