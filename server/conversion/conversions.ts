import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { AuditChannel } from '../../schemas/protocol/audit.ts';
import {
  type ConversionOffer,
  type ConversionReport,
  type ConversionRequests,
  type ConversionSource,
  type ConversionSummary,
  conversionTags,
} from '../../schemas/protocol/conversion.ts';
import type { PythonEnvironment, StartContext } from '../../schemas/protocol/executions.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { findModelManifest } from '../candidates/model-manifests.ts';
import { UserError } from '../core/user-error.ts';
import type { Executions } from '../executions/executions.ts';
import { type LaunchSite, pythonOf } from '../executions/launch.ts';
import { readLastLines } from '../jobs/output-log.ts';
import { PathWatch } from '../jobs/path-watch.ts';
import { inspectPython } from '../python/inspect.ts';
import type { ModelCatalog } from '../registry/model-catalog.ts';
import { type ConversionEvents, readConversionEvents } from './conversion-events.ts';
import { conversionLaunch, eventsFile } from './conversion-launch.ts';
import { type ConversionSubject, conversionSubject, type SubjectSite } from './conversion-subject.ts';
import { disagreement, maxAbsoluteDifference, toleranceInWords } from './disagreement.ts';
import { missingPackages, packageOfModule } from './required-packages.ts';

export interface ConversionSite extends SubjectSite {
  /** The workspace folder. */
  folder: string;
  catalog: ModelCatalog;
  executions: Executions;
  launchSite: LaunchSite;
  audit: Pick<AuditLog, 'append'>;
}

export type ConversionOrder = ConversionRequests['conversion/convert']['params'];

export interface ConversionLink {
  signal: AbortSignal;
  report: (done: number, total: number | null, message: string) => void;
}

/** Loading, reading, converting, comparing, logging. */
const steps = 5;
const shownLines = 12;

/** Models of runs and of versions to ONNX, in the user's own Python. */
export class Conversions {
  readonly #site: ConversionSite;

  constructor(site: ConversionSite) {
    this.#site = site;
  }

  /** @throws UserError as `conversionSubject`, and where Python or the data is missing */
  async offer(
    source: ConversionSource,
    data: string | null,
    context: StartContext,
  ): Promise<ConversionOffer> {
    const subject = await conversionSubject(this.#site, source);
    const { python } = await pythonOf(context);
    await requirePackages(subject, python);
    const { origin, runName, flavor, bytes, digest, registersAs } = subject;
    const file = this.#dataFile(subject, data);
    return {
      ...{ origin, runName, flavor, bytes, digest, registersAs },
      data: file && relative(this.#site.folder, file),
      interpreter: python.interpreter,
    };
  }

  /**
   * Registers nothing unless the answers agree; the run keeps the report in any case.
   * @throws UserError `SLW-CONVERT-CHANGED`, `SLW-PYTHON-PACKAGE`, `SLW-CONVERT-DISAGREES`, `SLW-CONVERT-FAILED`
   */
  async convert(
    order: ConversionOrder,
    channel: AuditChannel,
    link: ConversionLink,
  ): Promise<ConversionSummary> {
    const { source, context, precision, rtol, atol } = order;
    const subject = await conversionSubject(this.#site, source);
    if (subject.digest !== order.digest)
      throw new UserError(
        'SLW-CONVERT-CHANGED',
        `The files of ${subject.origin} are others than those that were confirmed.`,
        'Convert it again, and look at what is asked.',
      );
    const { python, env } = await pythonOf(context);
    await requirePackages(subject, python);
    const settings = { precision, rtol, atol, data: this.#dataFile(subject, order.data) };
    const launch = conversionLaunch(this.#site.launchSite, { python, env, context }, { subject, settings });
    const { executionId, runId } = await this.#site.executions.start(launch);
    const events = await this.#follow(executionId, runId, link);
    const { report, logged, problem } = events;
    if (problem) throw await this.#refused(subject, executionId, python, problem);
    if (report && !report.agrees) throw disagreement(subject.origin, report);
    if (!report || !logged) throw await this.#failed(subject, executionId, 'It ended before it was done.');
    const registered = await this.#register(subject, report, logged);
    this.#site.audit.append({
      channel,
      action: 'model.converted',
      subject: registered?.model ?? subject.origin,
      from: subject.uri,
      to: registered === null ? `runs:/${logged.runId}/${logged.path}` : registered.version,
      why: `answers agree on ${report.rows} rows (${toleranceInWords(report)})`,
      details: { run: runId, digest: subject.digest, converter: report.converter, precision },
    });
    return { origin: subject.origin, runId, report, registered };
  }

  /** Resolves when it has ended, with all that it told. Rejects with the signal's reason once it was stopped. */
  async #follow(executionId: string, runId: string, { signal, report }: ConversionLink) {
    const { executions, launchSite } = this.#site;
    const file = eventsFile(join(launchSite.outputRoot, executionId));
    const tell = async () => {
      const { step, stepCount } = await readEvents(file);
      if (stepCount > 0) report(stepCount - 1, steps, step);
    };
    const watch = new PathWatch(file, () => void tell());
    const stop = () => void executions.stop(runId, 'The conversion was cancelled.').catch(() => {});
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      await executions.ended(executionId);
    } finally {
      watch.close();
      signal.removeEventListener('abort', stop);
    }
    signal.throwIfAborted();
    return readEvents(file);
  }

  async #register(
    { registersAs, uri }: ConversionSubject,
    report: ConversionReport,
    { runId, path }: { runId: string; path: string },
  ): Promise<ConversionSummary['registered']> {
    if (registersAs === null) return null;
    const { catalog, registry } = this.#site;
    const words = toleranceInWords(report);
    const made = await catalog.register({
      runId,
      path,
      model: registersAs,
      description: `Converted from ${uri} by ${report.converter}; answers agree on ${report.rows} rows (${words}).`,
    });
    const tags = {
      [conversionTags.from]: uri,
      [conversionTags.converter]: report.converter,
      [conversionTags.tolerance]: words,
      [conversionTags.rows]: String(report.rows),
      [conversionTags.maxAbsoluteDifference]: String(maxAbsoluteDifference(report)),
    };
    for (const [key, value] of Object.entries(tags))
      await registry.setVersionTag(made.model, made.version, key, value);
    return made;
  }

  /** Absolute; null: the input example. */
  #dataFile({ registersAs }: ConversionSubject, given: string | null): string | null {
    const { folder } = this.#site;
    const file = given ?? (registersAs === null ? null : evaluationData(folder, registersAs));
    if (file === null || existsSync(file)) return file;
    throw new UserError(
      'SLW-CONVERT-DATA',
      `Expected data to compare the answers on at ${relative(folder, file)}, and there is no such file.`,
      'Bring it here (dvc pull, or the stage that makes it), or name another: --data FILE.',
    );
  }

  async #refused(
    subject: ConversionSubject,
    executionId: string,
    { interpreter, addPackage }: PythonEnvironment,
    { kind, message, modules }: NonNullable<ConversionEvents['problem']>,
  ): Promise<UserError> {
    switch (kind) {
      case 'missing':
        return new UserError(
          'SLW-PYTHON-PACKAGE',
          `${subject.origin} cannot be loaded or converted by ${interpreter}: ${message}. Where that is a module of your own, log the model with code_paths.`,
          `Add it with: ${addPackage} ${modules.map(packageOfModule).join(' ')}`,
        );
      case 'data':
        return new UserError(
          'SLW-CONVERT-DATA',
          message,
          'Name the data: --data FILE, or data.evaluation in the model’s manifest.',
        );
      case 'unsupported':
        return new UserError('SLW-CONVERT-UNSUPPORTED', `${subject.origin}: ${message}`);
      case 'failed':
        return this.#failed(subject, executionId, message);
    }
  }

  async #failed({ origin }: ConversionSubject, executionId: string, why: string): Promise<UserError> {
    const tail = await readLastLines(this.#site.executions.outputFile(executionId), shownLines);
    return new UserError('SLW-CONVERT-FAILED', `${origin} could not be converted: ${why}`, tail || null);
  }
}

async function requirePackages(
  { origin, flavor }: ConversionSubject,
  { interpreter, addPackage }: PythonEnvironment,
): Promise<void> {
  const missing = missingPackages(flavor, await inspectPython(interpreter));
  if (missing.length === 0) return;
  throw new UserError(
    'SLW-PYTHON-PACKAGE',
    `To convert ${origin} (${flavor}), ${interpreter} needs ${missing.join(', ')}.`,
    `Add it with: ${addPackage} ${missing.join(' ')}`,
  );
}

/** What the model's manifest names; null where it has none, or names none. */
function evaluationData(folder: string, model: string): string | null {
  try {
    const { location, value } = findModelManifest(folder, model);
    return value.data?.evaluation === undefined
      ? null
      : join(folder, dirname(location), value.data.evaluation);
  } catch (error) {
    if (error instanceof UserError && error.code === 'SLW-MODEL-MANIFEST-MISSING') return null;
    throw error;
  }
}

async function readEvents(file: string): Promise<ConversionEvents> {
  return readConversionEvents(await readFile(file, 'utf8').catch(() => ''));
}
