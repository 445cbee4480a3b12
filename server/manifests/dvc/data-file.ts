import { posix } from 'node:path';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from './fault.ts';
import { isOutside, joinLocation } from './location.ts';
import type { PipelineProblem, Place } from './pipeline.ts';
import { readYaml } from './yaml-values.ts';

/** The contents that a `.dvc` file names. */
export interface DataContent {
  /** Of a folder with `.dir` at its end. */
  md5: string;
  /** DVC 2's, where the file does not say `hash: md5`. */
  algorithm: 'md5' | 'md5-dos2unix';
  size: number | null;
  nfiles: number | null;
  executable: boolean;
}

/** An out of a `.dvc` file: data of the user's, which no stage makes. */
export interface DataOut extends Place {
  /** Among the outs of its file. */
  index: number;
  path: string;
  location: string;
  /** Null where it is not told by an md5. */
  content: DataContent | null;
  cache: boolean;
  /** It came from elsewhere (`dvc import`), and only `dvc update` may change it. */
  isImport: boolean;
}

/** Never throws: a file that cannot be read has no outs, and problems. */
export function readDataFile(text: string, file: string): { outs: DataOut[]; problems: PipelineProblem[] } {
  const yaml = readYaml(text);
  const problems = yaml.problems.map((problem) => ({ file, ...problem }));
  try {
    if (problems.length > 0) return { outs: [], problems };
    if (!isMapping(yaml.value)) throw new ManifestFault([], `${file} holds no mapping with "outs"`);
    const content = yaml.value;
    if (content.has('cmd'))
      throw new ManifestFault(
        ['cmd'],
        'a stage in a .dvc file, as of before DVC 1; describe it in a dvc.yaml instead',
      );
    const wdir = content.get('wdir');
    const folder = joinLocation(posix.dirname(file), typeof wdir === 'string' ? wdir : '.');
    const isImport = Array.isArray(content.get('deps'));
    const outs = listOf(content.get('outs')).map((out, index) => {
      if (!isMapping(out) || typeof out.get('path') !== 'string')
        throw new ManifestFault(['outs', index], 'expected a mapping with a "path"');
      const path = String(out.get('path'));
      const location = joinLocation(folder, path);
      const place = { file, ...yaml.placeOf(['outs', index]) };
      return {
        ...place,
        index,
        path,
        location,
        content: contentOf(out),
        cache: out.get('cache') !== false && !isOutside(location),
        isImport,
      };
    });
    return { outs, problems };
  } catch (error) {
    if (!(error instanceof ManifestFault)) throw error;
    return { outs: [], problems: [{ file, ...yaml.placeOf(error.path), message: error.message }] };
  }
}

function contentOf(out: PythonMapping): DataContent | null {
  const md5 = out.get('md5');
  if (typeof md5 !== 'string') return null;
  const [size, nfiles] = [out.get('size'), out.get('nfiles')];
  return {
    md5,
    algorithm: out.has('hash') ? 'md5' : 'md5-dos2unix',
    size: typeof size === 'bigint' ? Number(size) : null,
    nfiles: typeof nfiles === 'bigint' ? Number(nfiles) : null,
    executable: out.get('isexec') === true,
  };
}

function listOf(value: PythonValue | undefined): PythonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The text with other contents for one of its outs; all else of it stays as it is. */
export function withContent(
  text: string,
  index: number,
  { md5, size, nfiles, executable }: DataContent,
): string {
  const wanted: [key: string, value: string | null][] = [
    ['md5', md5],
    ['size', size === null ? null : String(size)],
    ['nfiles', nfiles === null ? null : String(nfiles)],
    ['isexec', executable ? 'true' : null],
    ['hash', 'md5'],
  ];
  return wanted.reduce((edited, [key, value]) => withEntry(edited, index, key, value), text);
}

function withEntry(text: string, index: number, key: string, value: string | null): string {
  const document = parseDocument(text, { lineCounter: new LineCounter() });
  const out = outAt(document.contents, index);
  const pair = out?.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (!out || (!pair && value === null)) return text;
  if (pair && isNode(pair.value) && value !== null) {
    const [start = 0, end = start] = pair.value.range ?? [];
    return text.slice(0, start) + value + text.slice(end);
  }
  if (out.flow) {
    if (value === null) out.delete(key);
    else out.set(key, value === 'true' ? true : /^\d+$/.test(value) && key !== 'md5' ? Number(value) : value);
    return String(document);
  }
  if (value === null) {
    const start = isPair(pair) && isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const next = text.indexOf('\n', start) + 1;
    // The first key of a list's item stands behind its dash.
    const before = text.slice(lineStart, start).trim() === '' ? lineStart : start;
    const after = before === lineStart ? next : next + (/^ */.exec(text.slice(next))?.[0].length ?? 0);
    return text.slice(0, before) + text.slice(after);
  }
  const first = out.items[0]?.key;
  const start = isNode(first) ? (first.range?.[0] ?? 0) : 0;
  const column = start - (text.lastIndexOf('\n', start) + 1);
  return `${text.slice(0, start)}${key}: ${value}\n${' '.repeat(column)}${text.slice(start)}`;
}

function outAt(contents: unknown, index: number): YAMLMap | null {
  const outs = isMap(contents) ? contents.get('outs') : null;
  const out = isSeq(outs) ? outs.items[index] : null;
  return isMap(out) ? out : null;
}
