import { afterEach, expect, it, vi } from 'vitest';
import { install } from '../../src/commands/install.ts';
import { scratchDirectory } from '../program.ts';

afterEach(() => vi.unstubAllEnvs());

it('says that npm is missing, where somebody came by a package manager that brings none', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const said = await install(scratchDirectory(), new Map());
  expect(said).toMatch(
    /^npm is not installed, but the repository is complete\. .*: npm install\nIt comes with Node\.js/,
  );
});
