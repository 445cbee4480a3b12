import { parentPort } from 'node:worker_threads';
import { serveHashing } from '../pipelines/hashing/hash-work.ts';

/** A worker thread of the runner. */
if (parentPort) serveHashing(parentPort);
