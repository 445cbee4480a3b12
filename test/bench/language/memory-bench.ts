/**
 * The resident memory of the language server once 500 manifests of 1,000 lines have been opened, checked and closed, the folder's
 * other files on disk, and nothing has been asked for two seconds: the server gives memory back in a pause. Measured again after a rename was asked for, which needs what every one of them names.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { report } from '../figures.ts';
import { ourServer, pipelineOf } from './servers.ts';

const manifests = 500;
const lines = 1_000;
const restMs = 2_000;

const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
const server = await (async () => {
  for (let index = 0; index < manifests; index++) {
    await mkdir(join(folder, `p${index}`));
    await writeFile(join(folder, `p${index}/params.yaml`), 'lr: 0.1\n');
    await writeFile(join(folder, `p${index}/dvc.yaml`), textOf(index));
  }
  return ourServer(folder);
})();
try {
  const { connection } = server;
  for (let index = 0; index < manifests; index++) {
    const uri = pathToFileURL(join(folder, `p${index}/dvc.yaml`)).href;
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text: textOf(index) },
    });
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }
  await pause(restMs);
  report({ figure: 'language.memory.closed', value: await residentMb(), unit: 'MB', target: '< 150' });
  const uri = pathToFileURL(join(folder, 'p0/dvc.yaml')).href;
  await connection.sendRequest('textDocument/references', {
    textDocument: { uri },
    position: { line: 1, character: 4 },
    context: { includeDeclaration: true },
  });
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: textOf(0) },
  });
  await pause(restMs);
  report({ figure: 'language.memory.navigated', value: await residentMb(), unit: 'MB', target: null });
  report({ figure: 'language.memory.peak', value: await residentMb('VmHWM'), unit: 'MB', target: null });
} finally {
  server.stop();
  await rm(folder, { recursive: true, force: true });
}

function textOf(index: number): string {
  return pipelineOf(lines).replaceAll('what it does', `what it does in ${index}`);
}

/** Of the process, as the system counts it: now, or the most that it ever was. */
async function residentMb(line: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8');
  return Number(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}
