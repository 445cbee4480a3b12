import { expect, test } from 'vitest';
import { readComplaint } from '../../../client/host/runner/cli-complaint.ts';

test('a user error of the CLI keeps its message, hint and code', () => {
  expect(readComplaint('The port is taken.\nClose the other.\n(SLW-RUNNER-PORT)\n')).toEqual({
    message: 'The port is taken.',
    hint: 'Close the other.',
    code: 'SLW-RUNNER-PORT',
  });
});

test('of an unforeseen error a person reads the first line', () => {
  expect(
    readComplaint("Error: ENOENT: no such file, open 'x'\n    at readFileSync (node:fs:483:20)\n"),
  ).toEqual({
    message: "ENOENT: no such file, open 'x'",
    hint: null,
    code: null,
  });
});

test('silence says nothing', () => {
  expect(readComplaint('')).toBeNull();
});
