import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '../discovery/handshake.ts';
import { readPrivateJson, writePrivateJson } from '../discovery/private-file.ts';

/** A terminal whose commands are runs. Its processes hold one tracking URI, which leads to the latest of them. */
export interface TrackedTerminal {
  terminalId: string;
  secret: string;
  /** Null before its first command. */
  execution: { executionId: string; runId: string } | null;
}

/** Where a terminal's tracking URI leads. */
export interface TerminalDoors {
  open(secret: string, execution: { executionId: string; runId: string }): void;
  /** Its next command is soon heard of: requests wait for it that long. */
  expect(secret: string, patienceMs: number): void;
}

/** A shell tells of a command as it starts it, and a quick script may ask before that has arrived. */
const firstCommandMs = 10_000;
/** Shorter, for what a command left in the background asks too, and has no other run to wait for. */
const nextCommandMs = 2000;

/** Terminals outlive the runner, as the commands in them do. */
export class Terminals {
  readonly #dir: string;
  readonly #known = new Map<string, TrackedTerminal>();
  readonly #doors: TerminalDoors;

  constructor(dir: string, doors: TerminalDoors) {
    this.#dir = dir;
    this.#doors = doors;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(dir).filter((file) => /^[0-9a-f]+\.json$/.test(file))) {
      const terminal = readPrivateJson<TrackedTerminal>(join(dir, name));
      if (terminal) this.#keep(terminal);
    }
  }

  open(): TrackedTerminal {
    const terminal = { terminalId: randomBytes(8).toString('hex'), secret: newSecret(16), execution: null };
    this.#write(terminal);
    return terminal;
  }

  /** The terminal's next command is this execution. An unknown terminal is nobody's: nothing happens. */
  point(terminalId: string, executionId: string, runId: string): void {
    const terminal = this.#known.get(terminalId);
    if (terminal) this.#write({ ...terminal, execution: { executionId, runId } });
  }

  /** A command has ended: what asks from now on is most likely the next one. */
  ended(executionId: string): void {
    for (const { secret, execution } of this.#known.values())
      if (execution?.executionId === executionId) this.#doors.expect(secret, nextCommandMs);
  }

  #write(terminal: TrackedTerminal): void {
    writePrivateJson(join(this.#dir, `${terminal.terminalId}.json`), terminal);
    this.#keep(terminal);
  }

  #keep(terminal: TrackedTerminal): void {
    this.#known.set(terminal.terminalId, terminal);
    const { secret, execution } = terminal;
    if (execution) this.#doors.open(secret, execution);
    else this.#doors.expect(secret, firstCommandMs);
  }
}

/** Below `.slipway/executions`. */
export function terminalFolder(terminalId: string): string {
  return `terminal-${terminalId}`;
}
