import { expect, it } from 'vitest';
import { readCatalog } from '../../src/plan/catalog.ts';
import { readTemplates } from '../../src/tree/templates.ts';

const templates = new URL('../../templates', import.meta.url).pathname;
const catalog = readCatalog(templates);
const off = catalog.filter(({ mayBeOff }) => mayBeOff).map(({ id }) => id);

it('a control that its duty tells to turn off may be turned off', () => {
  const told = catalog.filter(({ duty }) => duty?.includes('turn this control off')).map(({ id }) => id);
  expect(told.length).toBeGreaterThan(0);
  expect(off).toEqual(told);
});

// Its folder is not written then.
it.each(off)('nothing else imports from the folder of %s', (id) => {
  const importers = [...readTemplates(templates)]
    .filter(([path, { content }]) => !path.includes(`/${id}/`) && content.toString().includes(`/${id}/`))
    .map(([path]) => path);
  expect(importers.filter((path) => path.endsWith('.ts'))).toEqual([]);
});
