import { describe, expect, it } from 'vitest';
import { guardedPaths } from '../../templates/infra/guarded.ts';

const guarded = (files: Record<string, string>) => [...guardedPaths(Object.keys(files), (path) => files[path])].sort();

describe('what proves', () => {
  it('is guarded with what it imports, as far as nothing that makes imports it', () => {
    const files = {
      'infra/verify.ts': "import type { A } from './types.ts';\nexport {\n  b,\n} from './b.ts'\n",
      'infra/b.ts': "export const b = 1\nexport * from './d.ts'\n",
      'infra/d.ts': '',
      'infra/types.ts': '',
      'infra/app.ts': "import './made.ts';\n",
      'infra/made.ts': '',
    };
    expect(guarded(files)).toEqual(['infra/b.ts', 'infra/d.ts', 'infra/verify.ts']);
  });

  it.each(['import\n', "import 'a'\n", "import a from '.", "\nfrom '.a"])(
    'takes a moment where a file is nothing but %j',
    (piece) => {
      const start = performance.now();
      guarded({ 'infra/app.ts': `import ${piece.repeat(60_000)}` });
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );
});
