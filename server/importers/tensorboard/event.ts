import { readFields, readVarints, signed } from '../../core/protobuf-reader.ts';

/** What of a TensorBoard event is taken: its scalars and the start and end of a session of hyperparameters. */
export interface TensorboardEvent {
  /** Milliseconds since 1970 (UTC). */
  time: number;
  step: number;
  scalars: { tag: string; value: number }[];
  hparams: Record<string, string> | null;
  /** Of `session_end_info`: 1 success, 2 failure. */
  endStatus: number | null;
}

/**
 * Decodes an `Event` (tensorboard/compat/proto/event.proto, summary.proto, tensor.proto). A scalar is a
 * `simple_value`, or a tensor of one element whose tag belongs to the plugin "scalars"; `plugins` remembers that by
 * tag, for a writer may say it only once. Throws `RangeError` where the bytes are no such message.
 */
export function decodeEvent(data: Buffer, plugins: Map<string, string>): TensorboardEvent {
  const event: TensorboardEvent = { time: 0, step: 0, scalars: [], hparams: null, endStatus: null };
  for (const field of readFields(data)) {
    if (field.number === 1 && field.kind === 'fixed64')
      event.time = Math.round(field.value.readDoubleLE(0) * 1000);
    else if (field.number === 2 && field.kind === 'varint') event.step = signed(field.value);
    else if (field.number === 5 && field.kind === 'bytes') {
      for (const value of readFields(field.value)) {
        if (value.number === 1 && value.kind === 'bytes') decodeValue(value.value, plugins, event);
      }
    }
  }
  return event;
}

function decodeValue(message: Buffer, plugins: Map<string, string>, event: TensorboardEvent): void {
  let tag = '';
  let simple: number | null = null;
  let tensor: Buffer | null = null;
  let plugin: { name: string; content: Buffer } | null = null;
  for (const field of readFields(message)) {
    if (field.number === 1 && field.kind === 'bytes') tag = field.value.toString('utf8');
    else if (field.number === 2 && field.kind === 'fixed32') simple = field.value.readFloatLE(0);
    else if (field.number === 8 && field.kind === 'bytes') tensor = field.value;
    else if (field.number === 9 && field.kind === 'bytes') plugin = decodePlugin(field.value);
  }
  if (plugin?.name === 'hparams') {
    decodeHparams(plugin.content, event);
    return;
  }
  if (plugin) plugins.set(tag, plugin.name);
  const value = simple ?? (tensor && plugins.get(tag) === 'scalars' ? scalarOf(tensor) : null);
  if (value !== null) event.scalars.push({ tag, value });
}

function decodePlugin(metadata: Buffer): { name: string; content: Buffer } {
  const plugin = { name: '', content: Buffer.alloc(0) as Buffer };
  for (const { number, kind, value } of readFields(metadata)) {
    if (number !== 1 || kind !== 'bytes') continue;
    for (const field of readFields(value)) {
      if (field.number === 1 && field.kind === 'bytes') plugin.name = field.value.toString('utf8');
      if (field.number === 2 && field.kind === 'bytes') plugin.content = field.value;
    }
  }
  return plugin;
}

/** `HParamsPluginData` of tensorboard/plugins/hparams/plugin_data.proto. */
function decodeHparams(content: Buffer, event: TensorboardEvent): void {
  for (const { number, kind, value } of readFields(content)) {
    if (kind !== 'bytes') continue;
    if (number === 3) event.hparams = { ...event.hparams, ...sessionParams(value) };
    if (number !== 4) continue;
    for (const field of readFields(value)) {
      if (field.number === 1 && field.kind === 'varint') event.endStatus = Number(field.value);
    }
  }
}

function sessionParams(session: Buffer): Record<string, string> {
  const params: Record<string, string> = {};
  for (const { number, kind, value } of readFields(session)) {
    if (number !== 1 || kind !== 'bytes') continue;
    let key = '';
    let text: string | null = null;
    for (const field of readFields(value)) {
      if (field.kind !== 'bytes') continue;
      if (field.number === 1) key = field.value.toString('utf8');
      else if (field.number === 2) text = protobufValue(field.value);
    }
    if (key !== '' && text !== null) params[key] = text;
  }
  return params;
}

/** `google.protobuf.Value`; lists and structures are left out. */
function protobufValue(message: Buffer): string | null {
  for (const field of readFields(message)) {
    if (field.number === 2 && field.kind === 'fixed64') return String(field.value.readDoubleLE(0));
    if (field.number === 3 && field.kind === 'bytes') return field.value.toString('utf8');
    if (field.number === 4 && field.kind === 'varint') return field.value === 1n ? 'True' : 'False';
  }
  return null;
}

/** The element of a tensor of one number, null for any other. Types by `DataType` of types.proto. */
function scalarOf(tensor: Buffer): number | null {
  let type = 0;
  let content: Buffer | null = null;
  let value: number | null = null;
  let count = 0;
  for (const field of readFields(tensor)) {
    if (field.number === 1 && field.kind === 'varint') type = Number(field.value);
    else if (field.number === 4 && field.kind === 'bytes') content = field.value;
    else if (field.number === 5 || field.number === 6) {
      if (field.kind === 'varint') continue;
      const width = field.number === 5 ? 4 : 8;
      count += field.value.length / width;
      if (field.value.length === width) value = floatOf(field.value, width);
    } else if (field.number === 7 || field.number === 10) {
      const values =
        field.kind === 'varint' ? [field.value] : field.kind === 'bytes' ? [...readVarints(field.value)] : [];
      count += values.length;
      if (values[0] !== undefined) value = signed(values[0]);
    }
  }
  if (content && content.length > 0) return contentOf(content, type);
  return count === 1 ? value : null;
}

function contentOf(content: Buffer, type: number): number | null {
  if (type === 1 && content.length === 4) return content.readFloatLE(0);
  if (type === 2 && content.length === 8) return content.readDoubleLE(0);
  if (type === 3 && content.length === 4) return content.readInt32LE(0);
  if (type === 9 && content.length === 8) return Number(content.readBigInt64LE(0));
  return null;
}

function floatOf(bytes: Buffer, width: 4 | 8): number {
  return width === 4 ? bytes.readFloatLE(0) : bytes.readDoubleLE(0);
}
