import type { StartContext } from './executions.ts';

/** What is converted. */
export type ConversionSource =
  /** `version`: a number, or `@alias`. The result is the model's next version. */
  | { kind: 'version'; model: string; version: string }
  /**
   * `path`: of one of the run's models; null where it has one only. `model`: what the result is registered as; null takes the model
   * that the run's own is registered as, and registers nothing where there is none.
   */
  | { kind: 'run'; runId: string; path: string | null; model: string | null };

/** In which numbers the ONNX model computes. */
export type ConversionPrecision = 'float32' | 'float64';

/** What would be converted, for a person to say yes to: loading the model executes the code in its files. */
export interface ConversionOffer {
  /** For a person: `fraud 3`, `model of run bold-fox-12`. */
  origin: string;
  /** Name of the run that logged it; null where it is not known. */
  runName: string | null;
  flavor: string;
  bytes: number;
  /** SHA-256 over the model's files, lower-case hex: what a yes is given to. */
  digest: string;
  /** Path of the evaluation data from the workspace folder; null: the input example that was logged with the model. */
  data: string | null;
  /** Null: the result is logged, and not registered. */
  registersAs: string | null;
  interpreter: string;
}

export interface ConvertedOutput {
  name: string;
  /** Labels must be equal, numbers within the tolerance. */
  compares: 'labels' | 'numbers';
  /** Null for labels, and where a difference is not finite. */
  maxAbsoluteDifference: number | null;
  maxRelativeDifference: number | null;
  /** Rows whose answers do not agree. */
  differing: number;
}

/** A row on which original and ONNX model do not agree; values in words. */
export interface DifferingRow {
  /** In the data, from 0. */
  row: number;
  output: string;
  original: string;
  onnx: string;
}

/** Answers of the original and of the ONNX model to the same rows. A number agrees where |onnx - original| <= atol + rtol * |original|. */
export interface ConversionReport {
  agrees: boolean;
  /** Compared, evenly spread over those that there are. */
  rows: number;
  rowsOfData: number;
  data: string;
  rtol: number;
  atol: number;
  precision: ConversionPrecision;
  /** For example `skl2onnx 1.20.0`. */
  converter: string;
  outputs: ConvertedOutput[];
  /** The worst first; empty where all agree. */
  worst: DifferingRow[];
}

export interface ConversionSummary {
  origin: string;
  /** Run that holds the ONNX model, the report and the output of the conversion. */
  runId: string;
  report: ConversionReport;
  /** Null: it was not registered. */
  registered: { model: string; version: string } | null;
}

/** On a version that was converted, and on the run of a conversion. */
export const conversionTags = {
  /** `<model>/<version>`, or the URI of the run's model. */
  from: 'slipway.conversion.from',
  converter: 'slipway.conversion.converter',
  tolerance: 'slipway.conversion.tolerance',
  rows: 'slipway.conversion.rows',
  maxAbsoluteDifference: 'slipway.conversion.maxAbsoluteDifference',
} as const;

export interface ConversionRequests {
  /** Reads only, and loads no model. `data`: absolute; null takes the manifest's evaluation data, or the input example. */
  'conversion/offer': {
    params: { source: ConversionSource; data: string | null; context: StartContext };
    result: ConversionOffer;
  };
  /**
   * Converts what was offered in the user's Python, as a tracked run. `digest`: of the offer that a person confirmed. Null `rtol` and `atol`:
   * 1e-4 and 1e-5 for float32, 1e-9 and 1e-12 for float64. The result of the operation is a `ConversionSummary`.
   */
  'conversion/convert': {
    params: {
      source: ConversionSource;
      data: string | null;
      digest: string;
      precision: ConversionPrecision;
      rtol: number | null;
      atol: number | null;
      context: StartContext;
    };
    result: { operation: string };
  };
}
