import { defineConfig } from 'vitest/config';

/** Tests that run in one process: a mutant in a program that is started anew would not be seen. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/{tree,plan,verify}/*.test.ts',
      'test/answers/{validate,sources,file,keys,recorded,messages,bounds,surroundings}.test.ts',
      'test/matches.test.ts',
      'test/access/{operators,layers,unknown,refusals,patterns,values,statements,decisions,policies,principals,edges,proofs}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
