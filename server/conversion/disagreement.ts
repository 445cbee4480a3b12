import type { ConversionReport } from '../../schemas/protocol/conversion.ts';
import { UserError } from '../core/user-error.ts';

/** Why a conversion was not registered, with the rows that differ most. */
export function disagreement(origin: string, report: ConversionReport): UserError {
  const { rows, rtol, atol, precision, outputs, worst } = report;
  const differing = outputs
    .filter((output) => output.differing > 0)
    .map(({ name, compares, differing: count }) =>
      compares === 'labels'
        ? `${name} is another label in ${count}`
        : `${name} is further apart than the tolerance in ${count}`,
    );
  const lines = worst.map(
    ({ row, output, original, onnx }) => `  row ${row}: ${output} is ${original}, and in ONNX ${onnx}`,
  );
  return new UserError(
    'SLW-CONVERT-DISAGREES',
    `The ONNX model does not answer as ${origin} does, so nothing was registered. Of ${rows} rows, ${differing.join(', and ')} (rtol ${rtol}, atol ${atol}, ${precision}). The worst:\n${lines.join('\n')}`,
    precision === 'float32'
      ? 'Numbers were computed in float32, which has 7 digits and ends at 3.4e38. Convert in float64 (--precision float64), scale the features, or allow more (--rtol).'
      : 'Allow more (--rtol, --atol), or ask the converter’s maintainers: conversion.json of the run has the figures.',
  );
}

/** `rtol 0.0001, atol 0.00001, float32`. */
export function toleranceInWords({ rtol, atol, precision }: ConversionReport): string {
  return `rtol ${rtol}, atol ${atol}, ${precision}`;
}

/** Over all outputs that are numbers. */
export function maxAbsoluteDifference({ outputs }: ConversionReport): number {
  return Math.max(0, ...outputs.map((output) => output.maxAbsoluteDifference ?? 0));
}
