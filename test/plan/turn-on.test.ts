import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { fromSets, gatherOver } from '../../src/answers/sources.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import { templates } from '../../src/package.ts';
import { readCatalog, stateOf } from '../../src/plan/catalog.ts';
import { assertTurnsOn, commandFor } from '../../src/plan/turn-on.ts';

const catalog = readCatalog(templates);
const nothing = {
  ...defaults('my-ml', 'internal'),
  trail: 'organization',
  githubProvider: 'existing',
  globalStack: false,
} as const;
const on = (id: string) => ({ ...nothing, controls: { [id]: true } });
const kept = catalog.filter((control) => control.when && !stateOf(control, on(control.id)).on);

describe('a control that an answer keeps off', () => {
  it('is one of those that have a condition', () => {
    expect(kept.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['oidc-deploy', 'network', 'protected-copy', 'own-bootstrap', 'alert-every-region']),
    );
  });

  it.each(kept)('is refused with the command that turns it on: $id', (control) => {
    const command = commandFor(control, on(control.id));
    expect(() => assertTurnsOn(control, on(control.id))).toThrow(`${control.id} stays off`);
    const sets = [...command.matchAll(/--set (\S+)/g)].map(([, set]) => set as string);
    const { answers, problems } = gatherOver({ answers: on(control.id), sources: {} }, fromSets(sets));
    expect([
      ...problems,
      ...invalidAnswers(answers, catalog).filter(({ key }) => !key.startsWith('bootstrap')),
    ]).toEqual([]);
    expect(() => assertTurnsOn(control, answers)).not.toThrow();
  });

  it('has OWNER/NAME for a repository', () => {
    const control = catalog.find(({ id }) => id === 'oidc-deploy') ?? { id: '' };
    expect(commandFor(control, nothing)).toBe('secure-ml control oidc-deploy --set repository=OWNER/NAME');
    expect(commandFor(control, { ...nothing, repository: 'acme/ml' })).toBe('secure-ml control oidc-deploy');
  });
});
