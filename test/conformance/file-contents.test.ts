import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readModelGraph } from '../../server/onnx/model-graph.ts';
import { FileContents } from '../../server/workspace-facts/file-contents.ts';
import { pythonEnv } from '../bed/python-env.ts';

const requirements = readFileSync(join(import.meta.dirname, '../../examples/requirements.txt'), 'utf8');
const python = await pythonEnv(
  'example',
  requirements.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Writes models and tables into a folder, and prints what ONNX Runtime and pyarrow say of them. */
const script = `
import datetime, decimal, json, os, sys
import numpy as np, onnx, onnxruntime as ort, pyarrow as pa, pyarrow.parquet as pq, pandas as pd
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from skl2onnx import to_onnx
os.chdir(sys.argv[1])
x = np.random.default_rng(0).normal(size=(100, 2)).astype(np.float32)
fitted = LogisticRegression().fit(x, x[:, 0] > 0)
def save(name, model): open(name, "wb").write(model.SerializeToString())
save("sklearn.onnx", to_onnx(fitted, x, options={"zipmap": False}))
save("zipmap.onnx", to_onnx(fitted, x))
w = numpy_helper.from_array(np.ones((2, 3), np.float32), "w")
info = helper.make_tensor_value_info
graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [info("x", 1, ["batch", 2]), info("w", 1, [2, 3])], [info("y", 1, None)], [w])
save("weights_as_inputs.onnx", helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8))
for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13):
    node = helper.make_node("Identity", ["x"], ["y"])
    each = helper.make_graph([node], "g", [info("x", number, ["n", 3])], [info("y", number, ["n", 3])])
    save(f"type{number}.onnx", helper.make_model(each, opset_imports=[helper.make_opsetid("", 13)], ir_version=8))
large = numpy_helper.from_array(np.ones((1000, 1000), np.float32), "w")
outside = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [info("x", 1, [None, 1000])], [info("y", 1, [None, 1000])], [large])
onnx.save(helper.make_model(outside, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), "outside.onnx", save_as_external_data=True, location="outside.data")
kinds = {"float": "FP32", "uint8": "UINT8", "int8": "INT8", "uint16": "UINT16", "int16": "INT16", "int32": "INT32", "int64": "INT64", "string": "BYTES", "bool": "BOOL", "float16": "FP16", "double": "FP64", "uint32": "UINT32", "uint64": "UINT64"}
def tensors(values):
    return [{"name": v.name, "datatype": kinds.get(v.type[7:-1], "") if v.type.startswith("tensor(") else "", "shape": [d if isinstance(d, int) else -1 for d in v.shape]} for v in values]
models = {}
for name in sorted(os.listdir(".")):
    if name.endswith(".onnx"):
        session = ort.InferenceSession(name, providers=["CPUExecutionProvider"])
        models[name] = {"inputs": tensors(session.get_inputs()), "outputs": tensors(session.get_outputs())}
table = pa.table({
    "id": pa.array(["a", None]), "n": pa.array([1, 2], pa.int32()), "big": pa.array([1, 2], pa.uint64()), "x": pa.array([1.5, None]),
    "half": pa.array(np.array([1, 2], np.float16)), "yes": pa.array([True, False]), "day": pa.array([datetime.date(2026, 1, 1)] * 2),
    "at": pa.array([datetime.datetime(2026, 1, 1)] * 2, pa.timestamp("us", "UTC")), "clock": pa.array([datetime.time(1, 2)] * 2),
    "money": pa.array([decimal.Decimal("1.50")] * 2), "tags": pa.array([["a"], []]), "place": pa.array([{"lat": 1.0, "near": [{"b": 1}]}] * 2),
    "kind": pa.array(["a", "b"]).dictionary_encode(), "raw": pa.array([b"a", b"b"]), "last": pa.array([1, 2]),
})
pq.write_table(table, "arrow.parquet")
pq.write_table(table.drop(["half"]), "old.parquet", version="1.0", use_deprecated_int96_timestamps=True, compression="gzip")
frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[5, 7])
frame.to_parquet("pandas.parquet")
frame.to_csv("pandas.csv")
frame.to_json("pandas.jsonl", orient="records", lines=True)
wide = pa.table({f"c{i}": [1.0] for i in range(3000)})
pq.write_table(wide, "wide.parquet")
print(json.dumps({"models": models, "columns": table.column_names}))
`;

describe.skipIf('skipped' in python)(`model and data files that others wrote${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-file-contents-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = () => {
    if ('skipped' in python) throw new Error(python.skipped);
    const output = execFileSync(python.python, ['-c', script, folder], { encoding: 'utf8', env: python.env });
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
      models: Record<string, ReturnType<typeof readModelGraph>>;
      columns: string[];
    };
  };
  const said = 'skipped' in python ? null : run();
  const contents = new FileContents(folder);
  const columns = (name: string) => {
    const found = contents.columns(name);
    return found.state === 'known'
      ? found.value.map((column) => `${column.name}: ${column.type}`)
      : found.state;
  };

  test('inputs and outputs are those that ONNX Runtime names', () => {
    const models = Object.entries(said?.models ?? {});
    expect(models.length).toBeGreaterThan(15);
    for (const [name, expected] of models) {
      const { inputs, outputs } = readModelGraph(join(folder, name));
      // What has no shape in the graph has none here; ONNX Runtime calls that an empty one.
      const asRuntime = (tensors: typeof inputs) =>
        tensors.map((tensor) => ({ ...tensor, shape: tensor.shape ?? [] }));
      const found = { inputs: asRuntime(inputs), outputs: asRuntime(outputs) };
      // ONNX Runtime infers the shape of an output that the file leaves open.
      const declared =
        name === 'weights_as_inputs.onnx' ? [{ name: 'y', datatype: 'FP32', shape: [] }] : expected.outputs;
      expect(found, name).toEqual({ ...expected, outputs: declared });
    }
  });

  test('columns of Parquet files are those of pyarrow, with their types', () => {
    expect(columns('arrow.parquet')).toEqual([
      'id: string',
      'n: integer',
      'big: integer',
      'x: number',
      'half: number',
      'yes: boolean',
      'day: date',
      'at: datetime',
      'clock: time',
      'money: number',
      'tags: array',
      'place: object',
      'kind: string',
      'raw: any',
      'last: integer',
    ]);
    const names = said?.columns.filter((name) => name !== 'half');
    const old = contents.columns('old.parquet');
    expect(old.state === 'known' && old.value.map(({ name }) => name)).toEqual(names);
    expect(columns('old.parquet')).toContain('at: datetime');
    expect(columns('wide.parquet')).toHaveLength(3000);
  });

  test('an index that pandas wrote beside the columns is none of them', () => {
    expect(columns('pandas.parquet')).toEqual(['a: integer', 'b: string']);
    expect(columns('pandas.csv')).toEqual(['a: integer', 'b: string']);
    expect(columns('pandas.jsonl')).toEqual(['a: integer', 'b: string']);
  });
});
