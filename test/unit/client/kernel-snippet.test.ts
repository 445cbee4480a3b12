import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { kernelSnippet } from '../../../client/features/tracking/notebook/kernel-snippet.ts';

test('hands over the tracking variables, whatever characters they hold, and nothing else', () => {
  const uri = 'http://127.0.0.1:5/s"e\'c\\r\n{é}';
  const snippet = kernelSnippet({ MLFLOW_TRACKING_URI: uri, SLIPWAY_AUTOLOG: '0', HOME: '/elsewhere' });
  // Python itself reads the literal; `attach` of the helpers is tested with them.
  const told = snippet.replace(/^try:[\s\S]*from None$/m, 'attach = lambda given: print(json.dumps(given))');
  const said = execFileSync('python3', ['-c', told], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({ MLFLOW_TRACKING_URI: uri, SLIPWAY_AUTOLOG: '0' });
});

test('says why a kernel on another machine cannot be tracked', () => {
  expect(() => execFileSync('python3', ['-c', kernelSnippet({})], { stdio: 'pipe' })).toThrow(
    'it runs on another machine',
  );
});
