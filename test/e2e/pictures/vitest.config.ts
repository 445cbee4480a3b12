import { defineConfig, mergeConfig } from 'vitest/config';
import e2e from '../vitest.config.ts';

/** `npm run pictures`: takes the README's screenshots anew. Not part of `npm test`. */
export default mergeConfig(
  { ...e2e, test: { ...e2e.test, include: [] } },
  defineConfig({ test: { include: ['pictures/*.pictures.ts'] } }),
);
