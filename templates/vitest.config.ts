import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['infra/**/*.test.ts'], pool: 'threads' } });
