import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A free port of 127.0.0.1, for programs that cannot bind port 0 and say which they got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return address.port;
}

/** Starts a server with its output in a file, and waits until the URL answers. */
export async function startServer(server: {
  command: string[];
  env: NodeJS.ProcessEnv;
  url: string;
  log: string;
}): Promise<ChildProcess> {
  const [program = '', ...args] = server.command;
  const output = openSync(server.log, 'a');
  const child = spawn(program, args, { env: server.env, stdio: ['ignore', output, output] });
  const deadline = Date.now() + 60_000;
  while (!(await answers(server.url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${server.command.join(' ')} did not come up:\n${await readFile(server.log, 'utf8')}`);
    }
    await sleep(100);
  }
  return child;
}

/** Whether something is there that takes requests. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.status < 500,
    () => false,
  );
}

/** Ends a process that we started: politely, and after five seconds by force. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(forced);
}

/**
 * Ends every process whose environment holds `name=value`: what the tests left running in the background, runners
 * and supervisors included, which are detached on purpose. Linux only, for it reads /proc; elsewhere it does nothing.
 */
export async function stopAllWith(name: string, value: string): Promise<void> {
  if (!existsSync('/proc/self/environ')) return;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const pids = await withEnvironment(`${name}=${value}`);
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
    if (pids.length > 0 && signal === 'SIGTERM') await sleep(1_000);
  }
}

async function withEnvironment(entry: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(entry)) found.push(pid);
  }
  return found;
}

/** Ids of the processes whose command line holds all of the words. Linux only, for it reads /proc. */
export async function processesWith(...words: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    if (words.every((word) => line.includes(word))) found.push(pid);
  }
  return found;
}
