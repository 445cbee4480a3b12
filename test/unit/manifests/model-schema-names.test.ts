import { expect, test } from 'vitest';
import model from '../../../schemas/manifests/model.schema.json' with { type: 'json' };
import { namesAt } from '../../../server/core/expressions/release-names.ts';
import { elementBytes } from '../../../server/oip/datatype.ts';

const { gate, tensor } = model.definitions;

test('a tensor of a model manifest may have each type that the inference protocol names', () => {
  expect([...tensor.properties.datatype.enum].sort()).toEqual(Object.keys(elementBytes).sort());
});

test('the description of a gate lists the names that its expression knows', () => {
  const described = [...gate.properties.expr.description.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(described).toEqual(expect.arrayContaining(['throughput', 'drift', 'fairness']));
  expect(Object.keys(namesAt('gate').names)).toEqual(expect.arrayContaining(described));
});
