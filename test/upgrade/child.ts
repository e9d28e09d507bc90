import { applyTree } from '../../src/upgrade/upgrade.ts';
import { sealed } from '../sandbox.ts';

// Run by kill.test.ts, which ends it in the middle: one upgrade of the repository that it is told.
const [directory, ...changed] = process.argv.slice(2);
const files = JSON.parse(changed.join(' ')) as Record<string, string>;
process.stdout.write('go\n');
await applyTree(directory as string, sealed(files, '0.2.0'), {
  label: 'secure-ml 0.2.0',
  what: 'Upgrade to secure-ml 0.2.0',
});
