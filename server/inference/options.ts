import { basename, extname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isUnguarded } from '../core/reachable.ts';
import { UserError } from '../core/user-error.ts';
import type { Doorway } from './http/door.ts';
import { expectedDevice, parseDevice, replicasBetween } from './models/devices.ts';
import type { RevisionOptions, RevisionSource } from './models/revision-options.ts';

export interface InferenceOptions {
  /** Null where the process that started this one will say what to serve. */
  source: RevisionSource | null;
  /** Socket on which that process says it; null where there is a source. */
  control: string | null;
  /** Another address than loopback only with TLS and tokens. */
  doorway: Doorway;
  explicit: boolean;
  json: boolean;
  maxBodyBytes: number;
  revision: RevisionOptions;
}

/** @throws UserError for words that it does not know, or values that are none */
export function parseInferenceOptions(args: string[]): InferenceOptions {
  const { values, positionals } = parseWords(args);
  const [file, more] = positionals;
  if (more !== undefined || (file === undefined) !== (values.control !== undefined))
    throw usage('Expected one ONNX file.');
  if (values['model-control'] !== 'none' && values['model-control'] !== 'explicit')
    throw usage(`--model-control: expected "explicit" or "none", found "${values['model-control']}".`);
  const path = file === undefined ? null : resolve(file);
  return {
    source: path === null ? null : sourceOf(path, values.name, values['model-version']),
    control: values.control ?? null,
    doorway: doorwayOf(values),
    explicit: values['model-control'] === 'explicit',
    json: values.json,
    maxBodyBytes: count('max-body-mb', values['max-body-mb'], 1, 1024) * 2 ** 20,
    revision: {
      queue: count('queue', values.queue, 1, 1_000_000),
      maxRows: count('max-batch', values['max-batch'], 1, 65_536),
      maxDelayMs: count('max-delay-ms', values['max-delay-ms'], 0, 1_000),
      ...replicasOf(values.device ?? `cpu:${count('threads', values.threads, 0, 256)}`, values.replicas),
      shrinkAfterMs: count('shrink-after-s', values['shrink-after-s'], 1, 86_400) * 1000,
      hangMs: count('hang-ms', values['hang-ms'], 1, 86_400_000),
      loadMs: 300_000,
      maxMemoryBytes: megabytes(values['max-memory-mb']),
      idleMs: secondsOf(values['idle-after-s']),
      sleepsWhenKept: true,
    },
  };
}

function doorwayOf(values: ReturnType<typeof parseWords>['values']): Doorway {
  const { host, 'tls-cert': cert, 'tls-key': key, 'token-file': tokenFile } = values;
  const perSecond = values['max-requests-per-second'];
  if ((cert === undefined) !== (key === undefined))
    throw usage('--tls-cert and --tls-key: expected both or neither.');
  const tls = cert !== undefined && key !== undefined ? { cert, key } : null;
  if (isUnguarded({ host, tls, tokenFile: tokenFile ?? null }))
    throw usage(
      `--host ${host} can be reached from elsewhere: expected --tls-cert, --tls-key and --token-file with it.`,
    );
  return {
    host,
    port: count('port', values.port, 0, 65_535),
    tls,
    access: {
      tokenFile: tokenFile ?? null,
      maxRequestsPerSecond:
        perSecond === undefined ? null : count('max-requests-per-second', perSecond, 1, 1_000_000),
    },
  };
}

function sourceOf(path: string, name: string | undefined, version: string): RevisionSource {
  return { model: name ?? basename(path, extname(path)), version, revision: '1', path };
}

function parseWords(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      strict: true,
      options: {
        name: { type: 'string' },
        'model-version': { type: 'string', default: '1' },
        host: { type: 'string', default: '127.0.0.1' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        'token-file': { type: 'string' },
        'max-requests-per-second': { type: 'string' },
        port: { type: 'string', default: '0' },
        'model-control': { type: 'string', default: 'none' },
        control: { type: 'string' },
        json: { type: 'boolean', default: false },
        device: { type: 'string' },
        replicas: { type: 'string', default: '1' },
        'shrink-after-s': { type: 'string', default: '30' },
        threads: { type: 'string', default: '0' },
        queue: { type: 'string', default: '1024' },
        'max-batch': { type: 'string', default: '64' },
        'max-delay-ms': { type: 'string', default: '0' },
        'max-body-mb': { type: 'string', default: '64' },
        'max-memory-mb': { type: 'string' },
        'idle-after-s': { type: 'string' },
        'hang-ms': { type: 'string', default: '60000' },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

/** `cuda,cpu:2`, as often as `--replicas` says, which is a number or `MIN..MAX`. */
function replicasOf(list: string, replicas: string): Pick<RevisionOptions, 'devices' | 'minReplicas'> {
  const [least = '', most = least, more] = replicas.split('..');
  if (more !== undefined || Number(most) < Number(least))
    throw usage(`--replicas: expected a number or MIN..MAX, as 1..4, found "${replicas}".`);
  const min = count('replicas', least, 1, 64);
  const max = count('replicas', most, 1, 64);
  const devices = list.split(',').map((text) => {
    const device = parseDevice(text);
    if (device) return device;
    throw usage(`--device: expected ${expectedDevice}, with commas between, found "${text}".`);
  });
  return replicasBetween(devices, min, max);
}

function count(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw usage(`--${name}: expected a whole number from ${low} to ${high}, found "${text}".`);
}

function megabytes(text: string | undefined): number | null {
  return text === undefined ? null : count('max-memory-mb', text, 1, 2 ** 24) * 2 ** 20;
}

/** Milliseconds. */
function secondsOf(text: string | undefined): number | null {
  return text === undefined ? null : count('idle-after-s', text, 1, 86_400 * 365) * 1000;
}

function usage(message: string): UserError {
  return new UserError('SLW-USAGE', message, 'slipway serve --help says more.');
}
