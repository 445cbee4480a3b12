import { describe, expect, test } from 'vitest';
import { packBytes } from '../../../server/oip/bytes-tensor.ts';
import type { Datatype } from '../../../server/oip/datatype.ts';
import { parseInferRequest } from '../../../server/oip/infer-request.ts';
import { encodeInferResponse } from '../../../server/oip/infer-response.ts';
import { InvalidRequest } from '../../../server/oip/invalid-request.ts';
import type { ModelSignature } from '../../../server/oip/tensor.ts';

const signatureOf = (datatype: Datatype, shape: number[] | null = [-1]): ModelSignature => ({
  inputs: [{ name: 'x', datatype, shape }],
  outputs: [
    { name: 'y', datatype, shape },
    { name: 'z', datatype, shape },
  ],
});

function parse(signature: ModelSignature, request: unknown, ...binary: Uint8Array[]) {
  const json = Buffer.from(typeof request === 'string' ? request : JSON.stringify(request));
  return parseInferRequest([json, ...binary], binary.length > 0 ? json.length : null, signature);
}

const x = (datatype: string, data: unknown, shape: unknown = [Array.isArray(data) ? data.length : 0]) => ({
  inputs: [{ name: 'x', shape, datatype, data }],
});

/** What a tensor that comes in as JSON looks like when it goes out as JSON. */
function echo(datatype: Datatype, data: unknown[] | string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const count = typeof data === 'string' ? data.split(',').length : data.length;
  const body = `{"inputs":[{"name":"x","shape":[${count}],"datatype":"${datatype}","data":${text}}],"outputs":[{"name":"y"}]}`;
  const signature = signatureOf(datatype);
  const { inputs, outputs, id } = parse(signature, body);
  const { json } = encodeInferResponse(
    { model: 'm', version: '1', id },
    outputs.map(({ index, binary }) => ({
      spec: signature.outputs[index] ?? { name: '', datatype, shape: null },
      tensor: inputs[0] ?? { shape: [], chunks: [], byteLength: 0 },
      binary,
    })),
  );
  return /"data":(.*)\}\]\}$/.exec(json)?.[1] ?? json;
}

describe('every datatype comes out as it went in', () => {
  test.each<[Datatype, unknown[]]>([
    ['BOOL', [true, false]],
    ['UINT8', [0, 255]],
    ['UINT16', [0, 65_535]],
    ['UINT32', [0, 4_294_967_295]],
    ['INT8', [-128, 127]],
    ['INT16', [-32_768, 32_767]],
    ['INT32', [-2_147_483_648, 2_147_483_647]],
    ['INT64', [-9_007_199_254_740_991, 9_007_199_254_740_991]],
    ['UINT64', [0, 9_007_199_254_740_991]],
    ['FP16', [0, 0.5, -65_504, 2 ** -24]],
    ['BF16', [0, 0.5, -3.0, 2 ** 100]],
    ['FP32', [0, 0.25, -1.5, 2 ** 120]],
    ['FP64', [0.1, -1e300]],
    ['BYTES', ['', 'é', '日本', 'a"b\n']],
  ])('%s', (datatype, data) => {
    expect(echo(datatype, data)).toBe(JSON.stringify(data));
  });

  test('64-bit integers beyond 2^53, with all their digits', () => {
    expect(echo('INT64', '[-9223372036854775808,9223372036854775807]')).toBe(
      '[-9223372036854775808,9223372036854775807]',
    );
    expect(echo('UINT64', '[18446744073709551615]')).toBe('[18446744073709551615]');
  });

  test('NaN as null, and infinities as numbers that are too large', () => {
    for (const datatype of ['FP16', 'BF16', 'FP32', 'FP64'] as const)
      expect(echo(datatype, '[null,1e999,-1e999]')).toBe('[null,1e999,-1e999]');
  });
});

describe('binary tensors', () => {
  test('are taken from behind the JSON in the order of the inputs, however the network cut them', () => {
    const signature: ModelSignature = {
      inputs: [
        { name: 'a', datatype: 'INT16', shape: [2] },
        { name: 'b', datatype: 'BYTES', shape: [2] },
      ],
      outputs: [],
    };
    const request = JSON.stringify({
      inputs: [
        { name: 'b', shape: [2], datatype: 'BYTES', parameters: { binary_data_size: 11 } },
        { name: 'a', shape: [2], datatype: 'INT16', parameters: { binary_data_size: 4 } },
      ],
    });
    const body = Buffer.concat([
      Buffer.from(request),
      packBytes(['é', 'x']),
      Buffer.from(new Int16Array([-2, 3]).buffer),
    ]);
    for (const cut of [1, 7, request.length, request.length + 3, body.length]) {
      const chunks = Array.from({ length: Math.ceil(body.length / cut) }, (_, at) =>
        body.subarray(at * cut, (at + 1) * cut),
      );
      const { inputs } = parseInferRequest(chunks, request.length, signature);
      expect(inputs.map((tensor) => Buffer.concat(tensor.chunks).toString('hex'))).toEqual([
        'feff0300',
        '02000000c3a90100000078',
      ]);
    }
  });

  test('are answered where the request asks for it, each output as it was asked for', () => {
    const signature = signatureOf('FP32');
    const asked = (parameters: object, outputs?: object[]) =>
      parse(signature, { ...x('FP32', [1]), parameters, ...(outputs && { outputs }) }).outputs;
    expect(asked({ binary_data_output: true })).toEqual([
      { index: 0, binary: true },
      { index: 1, binary: true },
    ]);
    expect(asked({ binary_data_output: true }, [{ name: 'z', parameters: { binary_data: false } }])).toEqual([
      { index: 1, binary: false },
    ]);
    expect(asked({}, [{ name: 'z' }, { name: 'y', parameters: { binary_data: true } }])).toEqual([
      { index: 1, binary: false },
      { index: 0, binary: true },
    ]);
  });

  test('are counted in the answer, whose header says where they begin', () => {
    const bytes = new Uint8Array(new Float32Array([1, 2]).buffer);
    const answer = encodeInferResponse({ model: 'm', version: '3', id: 'é' }, [
      {
        spec: { name: 'y', datatype: 'FP32', shape: [-1] },
        tensor: { shape: [2], chunks: [bytes], byteLength: 8 },
        binary: true,
      },
    ]);
    expect(JSON.parse(answer.json)).toEqual({
      model_name: 'm',
      model_version: '3',
      id: 'é',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2], parameters: { binary_data_size: 8 } }],
    });
    expect(answer.headerLength).toBe(Buffer.byteLength(answer.json));
    expect(answer.byteLength).toBe(Buffer.byteLength(answer.json) + 8);
  });
});

test('nested data is read in row-major order', () => {
  const { inputs } = parse(signatureOf('UINT8', [-1, 2, 2]), {
    inputs: [
      {
        name: 'x',
        shape: [1, 2, 2],
        datatype: 'UINT8',
        data: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      },
    ],
  });
  expect([...(inputs[0]?.chunks[0] ?? [])]).toEqual([1, 2, 3, 4]);
});

test('the timeout counts microseconds', () => {
  expect(parse(signatureOf('FP32'), { ...x('FP32', [1]), parameters: { timeout: 2_500 } }).timeoutMs).toBe(
    2.5,
  );
});

describe('what does not fit is refused, and says what was expected and what was found', () => {
  const fp32 = signatureOf('FP32', [-1, 2]);
  test.each<[string, ModelSignature, unknown, RegExp]>([
    ['no JSON', fp32, '{', /body is not valid JSON/],
    ['NaN', fp32, '{"inputs":[NaN]}', /write null/],
    ['no object', fp32, [], /JSON object/],
    ['no inputs', fp32, {}, /"inputs" as an array with x, found nothing/],
    ['null input', fp32, { inputs: [null] }, /found null/],
    ['a name that is not there', fp32, { inputs: [{ name: 'X' }] }, /with x, found "X"/],
    ['an id that is no string', fp32, { id: 1, ...x('FP32', [1, 2], [1, 2]) }, /"id" as a string, found 1/],
    ['a missing input', fp32, { inputs: [] }, /x: the model needs this input/],
    [
      'an input twice',
      fp32,
      { inputs: [...x('FP32', [1, 2], [1, 2]).inputs, ...x('FP32', [1, 2], [1, 2]).inputs] },
      /x: the input is given twice/,
    ],
    ['another datatype', fp32, x('FP64', [1, 2], [1, 2]), /x: expected datatype FP32, found "FP64"/],
    [
      'another shape',
      fp32,
      x('FP32', [1, 2, 3], [1, 3]),
      /x: expected a shape that fits \[-1,2\], found \[1,3\]/,
    ],
    ['another rank', fp32, x('FP32', [1, 2], [2]), /fits \[-1,2\], found \[2\]/],
    ['a negative dimension', fp32, x('FP32', [1, 2], [-1, 2]), /found \[-1,2\]/],
    ['a dimension beyond 32 bits', fp32, x('FP32', [], [1e15, 2]), /whole numbers/],
    [
      'a shape of many dimensions',
      signatureOf('FP32', null),
      x('FP32', [], Array(1e5).fill(1)),
      /found \[1,1/,
    ],
    ['a shape that is no array', fp32, x('FP32', [1, 2], { length: 2 }), /found an object/],
    ['too few elements', fp32, x('FP32', [1, 2], [2, 2]), /x: shape \[2,2\] needs 4 elements, found 2/],
    ['huge shapes of little data', fp32, x('FP32', [1], [2e9, 2]), /needs 4000000000 elements, found 1/],
    [
      'uneven nesting',
      fp32,
      x('FP32', [[1, 2], [3]], [2, 2]),
      /at depth 2 expected an array of 2, found an array of 1/,
    ],
    [
      'deep nesting',
      fp32,
      `{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":${'['.repeat(5e4)}${']'.repeat(5e4)}}]}`,
      /nested "data"/,
    ],
    [
      'a string for a number',
      fp32,
      x('FP32', [1, '2'], [1, 2]),
      /x: expected a number, or null for NaN for FP32, found "2" at element 1/,
    ],
    [
      'a fraction for an integer',
      signatureOf('INT32'),
      x('INT32', [1.5]),
      /whole number from -2147483648 to 2147483647 for INT32, found 1.5/,
    ],
    [
      'an integer out of range',
      signatureOf('UINT8'),
      x('UINT8', [256]),
      /from 0 to 255 for UINT8, found 256/,
    ],
    ['null for an integer', signatureOf('INT64'), x('INT64', [null]), /INT64, found null/],
    [
      '2^63',
      signatureOf('INT64'),
      '{"inputs":[{"name":"x","shape":[1],"datatype":"INT64","data":[9223372036854775808]}]}',
      /INT64, found 9223372036854775808/,
    ],
    ['1e300 for an integer', signatureOf('UINT64'), x('UINT64', [1e300]), /UINT64, found 1e\+300/],
    ['a number for a string', signatureOf('BYTES'), x('BYTES', [1]), /a string for BYTES, found 1/],
    [
      'an output that is not there',
      fp32,
      { ...x('FP32', [1, 2], [1, 2]), outputs: [{ name: 'q' }] },
      /names among y, z, found "q"/,
    ],
    [
      'classification',
      fp32,
      { ...x('FP32', [1, 2], [1, 2]), outputs: [{ name: 'y', parameters: { classification: 3 } }] },
      /not supported/,
    ],
    [
      'parameters that are none',
      fp32,
      { ...x('FP32', [1, 2], [1, 2]), parameters: [] },
      /"parameters" as an object/,
    ],
    [
      'a parameter that is an object',
      fp32,
      { ...x('FP32', [1, 2], [1, 2]), parameters: { a: {} } },
      /parameter "a"/,
    ],
    [
      'a timeout that is no number',
      fp32,
      { ...x('FP32', [1, 2], [1, 2]), parameters: { timeout: '1' } },
      /microseconds, found "1"/,
    ],
    [
      'binary data that is not there',
      fp32,
      { inputs: [{ name: 'x', shape: [1, 2], datatype: 'FP32', parameters: { binary_data_size: 8 } }] },
      /x: expected 8 bytes behind the JSON, found 0/,
    ],
    [
      'both kinds of data',
      fp32,
      { inputs: [{ ...x('FP32', [1, 2], [1, 2]).inputs[0], parameters: { binary_data_size: 8 } }] },
      /both "data" and/,
    ],
  ])('%s', (_what, signature, request, message) => {
    expect(() => parse(signature, request)).toThrow(InvalidRequest);
    expect(() => parse(signature, request)).toThrow(message);
  });

  test.each<[string, Datatype, number[], number, Buffer, RegExp]>([
    [
      'a size that is not the shape’s',
      'FP32',
      [2],
      4,
      Buffer.alloc(4),
      /needs 8 bytes, found "binary_data_size" 4/,
    ],
    ['bytes that nobody asked for', 'FP32', [1], 4, Buffer.alloc(9), /5 bytes are left/],
    [
      'an element longer than the tensor',
      'BYTES',
      [1],
      5,
      Buffer.from('ff00000061', 'hex'),
      /element 0 of BYTES ends beyond/,
    ],
    ['half a length', 'BYTES', [1], 2, Buffer.alloc(2), /ends beyond/],
    [
      'too few elements',
      'BYTES',
      [2],
      4,
      Buffer.alloc(4),
      /expected 2 elements of BYTES for its shape, found 1/,
    ],
    ['too many elements', 'BYTES', [1], 8, Buffer.alloc(8), /found more than 1/],
    ['a length of elements that no memory holds', 'BYTES', [2_000_000_000], 4, Buffer.alloc(4), /found 1/],
  ])('binary: %s', (_what, datatype, shape, size, binary, message) => {
    const request = { inputs: [{ name: 'x', shape, datatype, parameters: { binary_data_size: size } }] };
    expect(() => parse(signatureOf(datatype), request, binary)).toThrow(message);
  });

  test('a header that is longer than the body', () => {
    expect(() => parseInferRequest([Buffer.from('{}')], 3, fp32)).toThrow(
      /says 3 bytes of JSON, and the body has 2/,
    );
  });
});
