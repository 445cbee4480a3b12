import { expect, test } from 'vitest';
import { readConversionEvents } from '../../../server/conversion/conversion-events.ts';

test('the last step counts, and a line that is not whole yet does not', () => {
  const text = '{"step": "loading the model"}\n{"step": "converting"}\n{"step": "comp';
  expect(readConversionEvents(text)).toEqual({
    step: 'converting',
    stepCount: 2,
    report: null,
    logged: null,
    problem: null,
  });
});

test('before anything is told, and when a problem is', () => {
  expect(readConversionEvents('')).toMatchObject({ step: '', stepCount: 0, problem: null });
  const problem = { kind: 'missing', message: "No module named 'features'", modules: ['features'] };
  expect(readConversionEvents(`${JSON.stringify({ problem })}\n`).problem).toEqual(problem);
});
