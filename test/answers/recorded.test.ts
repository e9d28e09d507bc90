import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { recordedAnswers } from '../../src/answers/recorded.ts';
import { from } from '../../src/answers/sources.ts';

const settings = { ...defaults('my-ml'), region: 'eu-central-1' };
const lock = (
  answers: unknown = settings,
  sources: Record<string, unknown> = { region: 'flag', trail: 'overlay' },
) => ({
  answers,
  sources,
});

describe('the answers of a repository', () => {
  it('are those of settings.json, with the sources that the lock recorded', () => {
    const { answers, sources, problems } = recordedAnswers(settings, lock());
    expect(answers).toEqual(settings);
    expect(sources).toMatchObject({ region: 'flag', trail: 'overlay', guardduty: 'default', name: 'default' });
    expect(problems).toEqual([]);
  });

  it('that were edited since are yours', () => {
    const { answers, sources } = recordedAnswers({ ...settings, trail: 'existing', tags: { team: 'x' } }, lock());
    expect(answers).toMatchObject({ trail: 'existing', tags: { team: 'x' } });
    expect(sources).toMatchObject({ region: 'flag', trail: 'you', 'tags.team': 'you' });
  });

  it.each([['nobody'], [1], [null], [undefined]])('with the source %j in the lock are yours', (source) => {
    expect(recordedAnswers(settings, lock(settings, { region: source })).sources.region).toBe('you');
  });

  it.each(['flag', 'file', 'overlay', 'default', 'environment', 'you'])('with the source %s keep it', (source) => {
    expect(recordedAnswers(settings, lock(settings, { region: source })).sources.region).toBe(source);
  });

  it('keep the address that came from git, whatever else is there', () => {
    const alerting = { ...settings.alerting, emails: ['me@example.com'], https: ['https://example.com/alerts'] };
    const found = recordedAnswers(
      { ...settings, alerting },
      lock({ ...settings, alerting }, { 'alerting.emails': 'environment' }),
    );
    expect(found.answers.alerting).toEqual(alerting);
    expect(found.sources['alerting.emails']).toBe('environment');
  });

  it('take no source from the prototype of the lock', () => {
    const odd = { ...settings, controls: { constructor: true } };
    expect(recordedAnswers(odd, lock(odd)).sources['controls.constructor']).toBe('default');
  });

  it('that the lock has no value for are yours', () => {
    expect(recordedAnswers({ region: 'eu-central-1' }, lock({}, { region: 'flag' })).sources.region).toBe('you');
    expect(recordedAnswers({ region: 'eu-central-1' }, lock('text', { region: 'flag' })).sources.region).toBe('you');
  });

  it('that settings.json lacks take what is fresh, or their default', () => {
    const { trail: _, ...older } = settings;
    expect(recordedAnswers(older, lock()).answers.trail).toBe('create');
    const { answers, sources } = recordedAnswers(older, lock(), from('flag', [['trail', 'existing']]));
    expect(answers.trail).toBe('existing');
    expect(sources.trail).toBe('flag');
  });

  it('are not changed by what is fresh', () => {
    const { answers, sources } = recordedAnswers(settings, lock(), from('environment', [['region', 'us-east-1']]));
    expect(answers.region).toBe('eu-central-1');
    expect(sources.region).toBe('flag');
  });

  it.each([
    [{ colour: 'red' }],
    [{ buckets: { ...settings.buckets, features: 'create' } }],
    [{ alerting: { ...settings.alerting, pager: 'x' } }],
    [{ units: { a: 1 } }],
  ])('leave what its owner added alone: %j', (own) => {
    const { answers, problems } = recordedAnswers({ ...settings, ...own }, lock());
    expect(problems).toEqual([]);
    expect(answers).toEqual(settings);
  });

  it('have a problem where a group of answers is not a group', () => {
    expect(recordedAnswers({ ...settings, buckets: 'mine' }, lock()).problems).toMatchObject([{ key: 'buckets' }]);
  });

  it('are the defaults where settings.json holds no object', () => {
    expect(recordedAnswers([], lock())).toMatchObject({ answers: defaults(''), problems: [] });
  });
});
