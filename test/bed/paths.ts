import { resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

/** Where downloads and builds are kept between runs; several checkouts may share one through SLIPWAY_TEST_CACHE. */
export const cache = resolve(process.env.SLIPWAY_TEST_CACHE ?? resolve(repository, 'test/.cache'));

/** Screenshots of failures, logs and reports of the latest run. */
export const results = resolve(repository, 'test/results');
