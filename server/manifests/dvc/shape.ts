import { adviseName } from '../../core/nearest-name.ts';
import { isMapping, type PythonMapping, type PythonValue, pythonTypeName } from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';

type Check = (value: PythonValue, path: ValuePath) => void;

const text = kind('text', (value) => typeof value === 'string');
const flag = kind('true or false', (value) => typeof value === 'boolean');
const anything: Check = () => {};
const mapping = kind('a mapping', isMapping);
const list = kind('a list', Array.isArray);

const annotations = { desc: text, type: text, labels: listOf(text), meta: anything };
const outFlags = { ...annotations, cache: flag, persist: flag, checkpoint: flag, remote: text, push: flag };
const plotFlags = {
  ...outFlags,
  ...Object.fromEntries(['template', 'x', 'y', 'x_label', 'y_label', 'title'].map((key) => [key, text])),
  header: flag,
};
const command = either('text or a list of texts', text, listOf(text));
const vars = listOf(either('a file or a mapping', text, mapping));

const stageKeys = {
  cmd: command,
  wdir: text,
  deps: listOf(text),
  params: listOf(either('a key or a mapping', text, mapping)),
  vars,
  frozen: flag,
  meta: anything,
  desc: text,
  always_changed: flag,
  outs: listOf(either('a path or a mapping', text, mapOf(fields(outFlags)))),
  metrics: listOf(either('a path or a mapping', text, mapOf(fields(outFlags)))),
  plots: listOf(
    either(
      'a path or a mapping',
      text,
      mapOf(either('a mapping', fields(plotFlags), listOf(fields(plotFlags)))),
    ),
  ),
};
const plainStage = fields({ ...stageKeys, matrix: mapOf(either('a list or a template', text, list)) }, [
  'cmd',
]);
const foreachStage = fields(
  { foreach: either('a list, a mapping or a template', text, list, mapping), do: fields(stageKeys, ['cmd']) },
  ['foreach', 'do'],
);

const checkFile = fields({
  stages: mapOf((value, path) =>
    isMapping(value) && (value.has('foreach') || value.has('do'))
      ? foreachStage(value, path)
      : plainStage(value, path),
  ),
  vars,
  params: listOf(text),
  metrics: listOf(text),
  plots: listOf(either('a path or a mapping', text, mapping)),
  artifacts: mapOf(fields({ path: text, ...annotations }, ['path'])),
  datasets: listOf(mapping),
});

/**
 * The shape of a dvc.yaml, as DVC's own schema has it, before any template is filled in.
 * @throws ManifestFault for the first key or value that does not belong
 */
export function checkPipelineShape(content: PythonValue): asserts content is PythonMapping {
  checkFile(content, []);
}

/** The shape of one stage once its templates are filled in: a template may have brought anything. */
export function checkStageShape(stage: PythonValue, path: ValuePath): asserts stage is PythonMapping {
  plainStage(stage, path);
}

function kind(expected: string, is: (value: PythonValue) => boolean): Check {
  return (value, path) => {
    if (!is(value))
      throw wrongShape(path, `${placeName(path)} is a ${pythonTypeName(value)}; expected ${expected}`);
  };
}

function listOf(item: Check): Check {
  return (value, path) => {
    list(value, path);
    if (Array.isArray(value)) for (const [index, entry] of value.entries()) item(entry, [...path, index]);
  };
}

function mapOf(item: Check): Check {
  return (value, path) => {
    mapping(value, path);
    if (isMapping(value)) for (const [key, entry] of value) item(entry, [...path, String(key)]);
  };
}

function fields(known: Record<string, Check>, required: string[] = []): Check {
  return (value, path) => {
    mapping(value, path);
    if (!isMapping(value)) return;
    for (const [key, entry] of value) {
      const check = typeof key === 'string' && Object.hasOwn(known, key) ? known[key] : undefined;
      if (!check)
        throw wrongShape(
          [...path, String(key)],
          `${placeName(path)} has no key "${String(key)}"; ${adviseName(String(key), Object.keys(known))}`,
        );
      check(entry, [...path, key as string]);
    }
    for (const key of required)
      if (!value.has(key)) throw wrongShape(path, `${placeName(path)} lacks "${key}"`);
  };
}

/** The value must pass one of the checks; a fault deeper in than its top is that of the check it was meant for. */
function either(expected: string, ...checks: Check[]): Check {
  return (value, path) => {
    for (const check of checks) {
      try {
        check(value, path);
        return;
      } catch (error) {
        if (error instanceof ManifestFault && error.path.length > path.length) throw error;
      }
    }
    throw wrongShape(path, `${placeName(path)} is a ${pythonTypeName(value)}; expected ${expected}`);
  };
}

function wrongShape(path: ValuePath, message: string): ManifestFault {
  return new ManifestFault(path, message, 'shape');
}

function placeName(path: ValuePath): string {
  return path.length ? `"${path.join('.')}"` : 'the file';
}
