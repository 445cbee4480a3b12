import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { FiringCause, ScheduleView } from '../../schemas/protocol/schedules.ts';
import type { Clock } from '../core/clock.ts';
import { parseCron } from '../core/cron.ts';
import { nextOffPeak } from '../core/off-peak.ts';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { ScheduleDeclaration, WorkspaceManifest } from '../manifests/workspace/workspace-manifest.ts';
import { ArmedTriggers } from './armed-triggers.ts';
import type { Consents } from './consents.ts';
import { dueTimes } from './cron-due.ts';
import { type BegunFiring, FiringQueue } from './firing-queue.ts';
import type { FiringRecord, FiringTable } from './firing-table.ts';
import { keptContext } from './kept-context.ts';
import { recordMissed } from './missed.ts';
import { sameSchedule } from './schedule-plan.ts';
import type { SchedulePlans } from './schedule-plans.ts';
import { firingView, scheduleView } from './schedule-view.ts';
import type { WatchTrigger } from './trigger-watch.ts';

/** A start that comes later than this after its time has been missed. */
const lateMs = 60_000;
/** A suspended machine's timers stand still, so the clock is looked at this often. */
const longestSleepMs = 60_000;
const shownFirings = 20;

/** A firing as the pipelines are to run it. */
export interface FiringOrder {
  declaration: ScheduleDeclaration;
  firing: FiringRecord;
  context: StartContext;
  /** Called with the stages before any begins. @throws UserError `SLW-SCHEDULE-CHANGED` */
  admit: (stages: readonly Stage[]) => void;
}

export interface SchedulerParts {
  folder: string;
  table: FiringTable;
  consents: Consents;
  clock: Clock;
  plans: SchedulePlans;
  run: (order: FiringOrder) => BegunFiring;
  watch: WatchTrigger;
  /** What `list` says may be another now. */
  onChange: () => void;
  onError: (where: string, error: unknown) => void;
}

/** Starts what slipway.yaml schedules and a person has armed; remembers what was started, and what was missed. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #queue: FiringQueue;
  #declared: ScheduleDeclaration[] = [];
  #offPeak: WorkspaceManifest['offPeak'] = null;
  readonly #armed: ArmedTriggers;
  #cancelTimer: (() => void) | null = null;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    const { table, clock, onChange } = parts;
    this.#queue = new FiringQueue({ table, clock, onChange, begin: (firing) => this.#begin(firing) });
    this.#queue.recover();
    this.#armed = new ArmedTriggers(parts.watch, (declaration, cause, files, remember) => {
      // What was answered is on disk together with the answer: each file once, each change once.
      table.transaction(() => {
        remember();
        this.#fire(declaration, { cause, dueAt: clock.now(), files });
      });
      this.#look();
      // What is held begins nothing that would tell of it.
      parts.onChange();
    });
  }

  /** How many would start by themselves: while there are any, the runner stays. */
  get armedCount(): number {
    return this.#armed.size;
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#queue.close();
    this.#armed.dispose();
  }

  /** As slipway.yaml says now. */
  load({ schedules, offPeak }: Pick<WorkspaceManifest, 'schedules' | 'offPeak'>): void {
    const before = JSON.stringify([this.#declared, this.#offPeak]);
    this.#declared = schedules;
    this.#offPeak = offPeak;
    if (JSON.stringify([schedules, offPeak]) === before) return;
    for (const armed of this.#armed.declarations())
      if (!schedules.some((declared) => sameSchedule(declared, armed))) this.#armed.rest(armed.name);
    for (const declaration of schedules) this.#rouse(declaration);
    this.#look();
    this.#parts.onChange();
  }

  list(): ScheduleView[] {
    return this.#declared.map((declaration) => this.#view(declaration));
  }

  /**
   * When it resolves, what comes is noticed.
   * @throws UserError `SLW-SCHEDULE-UNKNOWN`, `SLW-SCHEDULE-CHANGED`, `SLW-SCHEDULE-WATCH`, and what is wrong with its
   * pipeline
   */
  async arm(name: string, consent: string, context: StartContext): Promise<ScheduleView> {
    const { consents, clock, table, plans } = this.#parts;
    const declaration = this.#of(name);
    if (plans.of(declaration, this.#offPeak).consent !== consent)
      throw new UserError(
        'SLW-SCHEDULE-CHANGED',
        `"${name}" is not what it was when its commands were shown.`,
        'Look at its commands again, then arm it.',
      );
    const now = clock.now();
    // What came since it was last armed for the same has not been answered, or was refused and is remembered.
    const { trigger } = declaration;
    if (JSON.stringify(consents.get(name)?.trigger) !== JSON.stringify(trigger)) table.forget(name);
    if (trigger.kind === 'cron') table.setMark(name, now, null);
    this.#armed.rest(name);
    consents.set(name, { consent, armedAt: now, trigger, context: keptContext(context) });
    this.#rouse(declaration);
    await this.#watched(name);
    this.#look();
    this.#parts.onChange();
    return this.#view(declaration);
  }

  /** @throws UserError `SLW-SCHEDULE-UNKNOWN` */
  disarm(name: string): ScheduleView {
    const declaration = this.#of(name);
    this.#armed.rest(name);
    this.#parts.consents.remove(name);
    this.#parts.table.forget(name);
    this.#queue.giveUp(name, 'It was disarmed before it began.');
    this.#look();
    this.#parts.onChange();
    return this.#view(declaration);
  }

  /**
   * For a person who asks for it, armed or not; `firingId`: with that one's files. Returns its operation.
   * @throws UserError `SLW-SCHEDULE-UNKNOWN`, `SLW-SCHEDULE-RUNNING`
   */
  runNow(name: string, firingId: number | null, context: StartContext): string {
    const { table, clock } = this.#parts;
    const declaration = this.#of(name);
    if (this.#queue.isRunning(name))
      throw new UserError('SLW-SCHEDULE-RUNNING', `"${name}" runs already.`, 'Wait for its end, or stop it.');
    const again = firingId === null ? null : table.get(firingId);
    const firing = table.add({
      schedule: name,
      cause: 'person',
      state: 'queued',
      dueAt: clock.now(),
      standsFor: 1,
      files: again?.schedule === name ? again.files : [],
      reason: null,
    });
    return this.#queue.beginNow(firing, () =>
      this.#parts.run({ declaration, firing, context, admit: () => {} }),
    );
  }

  #of(name: string): ScheduleDeclaration {
    const found = this.#declared.find((declaration) => declaration.name === name);
    if (found) return found;
    const known = this.#declared.map((declaration) => declaration.name).join(', ');
    throw new UserError(
      'SLW-SCHEDULE-UNKNOWN',
      `slipway.yaml names no schedule "${name}"${known ? `; it names ${known}` : ''}.`,
      'Add it under "schedules", or mend what slipway.yaml says of it.',
    );
  }

  /** Begins to wait for its trigger, where it is armed. */
  #rouse(declaration: ScheduleDeclaration): void {
    if (this.#parts.consents.get(declaration.name)) this.#armed.rouse(declaration);
  }

  async #watched(name: string): Promise<void> {
    try {
      await this.#armed.ready(name);
    } catch (error) {
      this.disarm(name);
      throw new UserError(
        'SLW-SCHEDULE-WATCH',
        `What "${name}" waits for cannot be read, so it was not armed: ${error instanceof Error ? error.message : error}`,
        'Give this user the right to read it, then arm it again.',
      );
    }
  }

  #fire(
    { name, offPeak }: ScheduleDeclaration,
    { cause, dueAt, files }: { cause: FiringCause; dueAt: number; files: string[] },
  ): void {
    const { clock } = this.#parts;
    const state = offPeak && this.#opensAt(clock.now()) !== clock.now() ? 'held' : 'queued';
    this.#queue.add({ schedule: name, cause, dueAt, standsFor: 1, files }, state);
  }

  /** Answers all that is due, and sets the timer for what comes. */
  #look(): void {
    const { clock, onChange, onError } = this.#parts;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    try {
      const now = clock.now();
      for (const declaration of this.#armed.declarations()) this.#answerDue(declaration, now);
      for (const firing of this.#parts.table.inState('held'))
        if (this.#opensAt(now) === now && this.#armed.has(firing.schedule)) this.#queue.release(firing);
      this.#queue.pump();
    } catch (error) {
      onError('schedules', error);
    }
    if (this.#armed.size === 0) return;
    const next = Math.min(...this.#armed.declarations().map((declaration) => this.#wakeAt(declaration)));
    const wait = Math.min(Math.max(next - clock.now(), 0), longestSleepMs);
    this.#cancelTimer = clock.after(wait, () => {
      this.#look();
      onChange();
    });
  }

  #answerDue(declaration: ScheduleDeclaration, now: number): void {
    const { name, trigger } = declaration;
    if (trigger.kind !== 'cron') return;
    const { table } = this.#parts;
    const lookedUntil = table.lookedUntil(name) ?? now;
    const due = dueTimes(parseCron(trigger.cron, trigger.timeZone), { lookedUntil, now, lateMs });
    if (!due) return;
    table.transaction(() => {
      table.setMark(name, now, null);
      if (due.missed) recordMissed(table, name, due.missed, now);
      if (due.fire !== null) this.#fire(declaration, { cause: 'time', dueAt: due.fire, files: [] });
    });
  }

  #wakeAt({ name, trigger }: ScheduleDeclaration): number {
    const now = this.#parts.clock.now();
    const due = trigger.kind === 'cron' ? parseCron(trigger.cron, trigger.timeZone).next(now) : null;
    const opens = this.#queue.waiting(name)?.state === 'held' ? this.#opensAt(now) : null;
    return Math.min(due ?? Number.POSITIVE_INFINITY, opens ?? Number.POSITIVE_INFINITY);
  }

  /** `time` itself where off-peak hours are then; null where none are declared or none come. */
  #opensAt(time: number): number | null {
    return this.#offPeak ? nextOffPeak(this.#offPeak, time) : null;
  }

  /** @throws UserError `SLW-SCHEDULE-CHANGED`, and what is wrong with its pipeline */
  #begin(firing: FiringRecord): BegunFiring {
    const declaration = this.#of(firing.schedule);
    const consent = this.#parts.consents.get(firing.schedule);
    const admit = this.#parts.plans.admission(declaration, this.#offPeak, consent?.consent ?? null);
    return this.#parts.run({
      declaration,
      firing,
      context: consent?.context ?? { cwd: this.#parts.folder, env: {} },
      admit,
    });
  }

  #view(declaration: ScheduleDeclaration): ScheduleView {
    const { consents, table, plans } = this.#parts;
    const consent = consents.get(declaration.name);
    return scheduleView(declaration, {
      plan: plans.orProblem(declaration, this.#offPeak),
      consent,
      nextAt: this.#startsAt(declaration),
      firings: table
        .latest(declaration.name, shownFirings)
        .map((firing) => firingView(firing, this.#queue.operationOf(firing))),
    });
  }

  #startsAt(declaration: ScheduleDeclaration): number | null {
    const wake = this.#wakeAt(declaration);
    if (!Number.isFinite(wake)) return null;
    return declaration.offPeak ? this.#opensAt(wake) : wake;
  }
}
