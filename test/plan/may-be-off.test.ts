import { expect, it } from 'vitest';
import { type Declaration, readCatalog } from '../../src/plan/catalog.ts';
import { readTemplates } from '../../src/tree/templates.ts';

const templates = new URL('../../templates', import.meta.url).pathname;
const catalog = readCatalog(templates);
const off = catalog.filter(({ mayBeOff }) => mayBeOff).map(({ id }) => id);

// Turning it off leaves out its alerts as well; the answer leaves out only what the account has already.
it.each(off)('%s asks who gives what it makes, and its duty says what to type', (id) => {
  const { asks = [], duty } = catalog.find((one) => one.id === id) as Declaration;
  expect(asks).toHaveLength(1);
  expect(duty).toContain(`answers --set ${asks[0]}=existing`);
});

// Its folder is not written then.
it.each(off)('nothing else imports from the folder of %s', (id) => {
  const importers = [...readTemplates(templates)]
    .filter(([path, { content }]) => !path.includes(`/${id}/`) && content.toString().includes(`/${id}/`))
    .map(([path]) => path);
  expect(importers.filter((path) => path.endsWith('.ts'))).toEqual([]);
});
