/**
 * `npm test`: runs every suite, or those that are named (`npm test -- unit e2e`), installing what each needs.
 * The last line is `N passed, N failed, N skipped`; exits with 1 when something failed, 2 when misused.
 */
import { mkdir } from 'node:fs/promises';
import { run } from './bed/command.ts';
import { repository, results } from './bed/paths.ts';
import { suites } from './suites.ts';

const wanted = process.argv.slice(2);
const names = suites.map((suite) => suite.name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. The suites: ${names.join(', ')}.`);
  process.exit(2);
}

await mkdir(results, { recursive: true });
await run('npm', ['run', '--silent', 'build'], { cwd: repository });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const suite of suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n=== ${suite.name}`);
  const start = performance.now();
  const outcome = await suite.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped += outcome.skipped;
  const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`;
  lines.push(`${suite.name} (${seconds} s): ${counts}${outcome.reason ? `: ${outcome.reason}` : ''}`);
}
console.log(`\n${lines.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
