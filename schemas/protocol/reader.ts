import type { RequestName } from './rpc.ts';

/**
 * What the reader of an untrusted folder answers, over its own standard input and output: what a view asks for, of a
 * copy of the store. Nothing in that copy changes, so a subscription is accepted and never sends anything.
 */
export const readerMethods = [
  'runner/info',
  'trackers/list',
  'experiments/list',
  'runs/query',
  'runs/rows',
  'runs/columns',
  'runs/get',
  'metrics/series',
  'metrics/subscribe',
  'metrics/unsubscribe',
  'artifacts/list',
  'artifacts/locate',
  'executions/list',
  'executions/get',
  'executions/readOutput',
  'pipelines/view',
] as const satisfies readonly RequestName[];
export type ReaderMethod = (typeof readerMethods)[number];
