import { defineConfig } from 'vitest/config';

/** Tests of one room: nothing is built for them. */
export default defineConfig({ test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 } });
