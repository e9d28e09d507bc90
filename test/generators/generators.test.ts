import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import helpers from 'yeoman-test';
import App from '../../generators/app/index.ts';
import Control from '../../generators/control/index.ts';
import { defaults, type SourcedAnswers } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';

const catalog = readCatalog(templates);

/** Answers each question by its text. */
function answering(answers: Record<string, unknown>) {
  return {
    callback: (answer: unknown, { question }: { question: { message?: unknown } }) =>
      answers[String(question.message)] ?? answer,
  };
}

describe("the app generator, in Yeoman's own life cycle", () => {
  it('asks, and writes the repository', async () => {
    const result = await helpers
      .run(App as never, { namespace: 'secure-ml:app' } as never)
      .withOptions({ name: 'my-ml', skipInstall: true } as never)
      .withAnswers(
        { value: undefined },
        answering({
          Region: 'eu-north-1',
          'How sensitive is the data?': 'internal',
          'Buckets for raw data, processed data and artifacts': true,
          'Where do alerts go?': ['alerting.emails'],
          'E-mail addresses': 'ops@example.com',
          'Alert from which severity?': 'high',
          'Customize?': false,
          'Write it?': 'write',
        }) as never,
      );
    const settings = JSON.parse(readFileSync(join(result.cwd, 'settings.json'), 'utf8'));
    expect(settings).toMatchObject({
      name: 'my-ml',
      region: 'eu-north-1',
      sensitivity: 'internal',
      network: 'none',
      alerting: { emails: ['ops@example.com'], minimumSeverity: 'high' },
    });
    expect(readdirSync(join(result.cwd, 'infra/controls'))).not.toContain('network');
    result.cleanup();
  });
});

describe('the control generator', () => {
  const start: SourcedAnswers = { answers: { ...defaults('my-ml', 'internal') }, sources: {} };
  const run = (network: string, apply: (sourced: SourcedAnswers) => Promise<void>) =>
    helpers
      .run(Control as never, { namespace: 'secure-ml:control' } as never)
      .withOptions({
        control: catalog.find(({ id }) => id === 'network'),
        catalog,
        start,
        apply,
        skipInstall: true,
      } as never)
      .withAnswers({ value: undefined }, answering({ 'Network for jobs': network }) as never);

  it('asks what the control depends on and hands the new answers on', async () => {
    let given: SourcedAnswers | undefined;
    const result = await run('create', async (sourced) => {
      given = sourced;
    });
    expect(given?.answers.network).toBe('create');
    expect(given?.sources.network).toBe('you');
    result.cleanup();
  });

  it('refuses where the answers keep the control off', async () => {
    await expect(run('none', async () => undefined)).rejects.toThrow(/network stays off: network is none/);
  });
});
