import * as vscode from 'vscode';
import type {
  ConversionOffer,
  ConversionPrecision,
  ConversionSource,
  ConversionSummary,
} from '../../../schemas/protocol/conversion.ts';
import type { StartContext } from '../../../schemas/protocol/executions.ts';
import { executeCommand } from '../../host/commands.ts';
import { describeError } from '../../host/errors.ts';
import { followOperation } from '../../host/follow-operation.ts';
import type { Host } from '../../host/host.ts';
import type { RunnerConnection } from '../../host/runner/connection.ts';
import { startContext } from '../../host/start/start-context.ts';
import { refuseUntrusted } from '../../host/trust.ts';
import { chooseSource } from './choose-source.ts';

interface Conversion {
  runner: RunnerConnection;
  source: ConversionSource;
  /** Absolute; null: what the offer names. */
  data: string | null;
  digest: string;
  context: StartContext;
}

/** Which model, on which data it is compared, under which name; then, once that is confirmed, the conversion. */
export async function convertToOnnx(host: Host, args: unknown[]): Promise<void> {
  refuseUntrusted();
  const title = vscode.l10n.t('Convert to ONNX');
  const { runner, source } = await chooseSource(host, args, title);
  const folder = runner.folder.uri;
  const context = await startContext(folder, folder.fsPath);
  const offer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    runner.request('conversion/offer', { source, data: null, context }),
  );
  const data = await chooseData(title, folder, offer);
  if (source.kind === 'run' && offer.registersAs === null) source.model = await askName(title);
  await confirm(offer);
  const conversion = { runner, source, data, digest: offer.digest, context };
  const summary = await convertOrAsk(host, offer, conversion);
  await tell(runner, summary);
}

/** @throws CancellationError where none is picked */
async function chooseData(title: string, folder: vscode.Uri, offer: ConversionOffer): Promise<string | null> {
  const own = {
    label: offer.data ?? vscode.l10n.t('Logged Input Example'),
    description: offer.data === null ? '' : vscode.l10n.t('evaluation data of the model’s manifest'),
  };
  const other = { label: vscode.l10n.t('$(folder-opened) Another File…'), description: '' };
  const placeHolder = vscode.l10n.t('Rows on which both models must answer the same');
  const picked = await vscode.window.showQuickPick([own, other], { title, placeHolder });
  if (!picked) throw new vscode.CancellationError();
  if (picked === own) return null;
  const files = await vscode.window.showOpenDialog({
    title,
    defaultUri: folder,
    filters: { [vscode.l10n.t('Data')]: ['csv', 'tsv', 'parquet', 'pq', 'npy'] },
  });
  if (!files?.[0]) throw new vscode.CancellationError();
  return files[0].fsPath;
}

/** Null: it is not registered. @throws CancellationError */
async function askName(title: string): Promise<string | null> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Model that the result becomes a version of; leave it empty to log it only'),
    validateInput: (text) =>
      /[/:]/.test(text) ? vscode.l10n.t('The name of a model cannot hold "/" or ":".') : null,
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name.trim() || null;
}

/** @throws CancellationError unless a person says yes */
async function confirm({ origin, runName, flavor, digest, interpreter }: ConversionOffer): Promise<void> {
  const yes = vscode.l10n.t('Load and Convert');
  const by =
    runName === null
      ? vscode.l10n.t('It is not known which run logged it.')
      : vscode.l10n.t('It was logged by the run {0}.', runName);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Load {0}? That executes the code in its files.', origin),
    {
      modal: true,
      detail: [
        by,
        vscode.l10n.t('Kind: {0}', flavor),
        `SHA-256: ${digest.slice(0, 16)}…`,
        vscode.l10n.t('Loaded by: {0}', interpreter),
      ].join('\n'),
    },
    yes,
  );
  if (answer !== yes) throw new vscode.CancellationError();
}

/** Where float32 is not enough, float64 is one click away. */
async function convertOrAsk(
  host: Host,
  offer: ConversionOffer,
  conversion: Conversion,
): Promise<ConversionSummary> {
  try {
    return await convert(host, offer, conversion, 'float32');
  } catch (error) {
    const { code, message } = describeError(error);
    if (code !== 'SLW-CONVERT-DISAGREES') throw error;
    host.log.error(message);
    const again = vscode.l10n.t('Convert in float64');
    if ((await vscode.window.showErrorMessage(message, again)) !== again)
      throw new vscode.CancellationError();
    return convert(host, offer, conversion, 'float64');
  }
}

function convert(
  host: Host,
  { origin }: ConversionOffer,
  { runner, ...order }: Conversion,
  precision: ConversionPrecision,
): Thenable<ConversionSummary> {
  return followOperation(host, runner, {
    kind: 'convert',
    title: vscode.l10n.t('Converting {0} to ONNX', origin),
    start: () => runner.request('conversion/convert', { ...order, precision, rtol: null, atol: null }),
  });
}

async function tell(
  runner: RunnerConnection,
  { origin, runId, report, registered }: ConversionSummary,
): Promise<void> {
  const { rows, rtol, atol, precision } = report;
  const agrees = vscode.l10n.t(
    'Both answer alike on {0} rows (rtol {1}, atol {2}, {3}).',
    rows,
    rtol,
    atol,
    precision,
  );
  const done =
    registered === null
      ? vscode.l10n.t('{0} is converted to ONNX and logged.', origin)
      : vscode.l10n.t(
          '{0} is converted to ONNX: version {1} of {2}.',
          origin,
          registered.version,
          registered.model,
        );
  const showRun = vscode.l10n.t('Show Run');
  if ((await vscode.window.showInformationMessage(`${done} ${agrees}`, showRun)) === showRun)
    await executeCommand('slipway.openRun', {
      folder: runner.folder.uri.toString(),
      tracker: 'local',
      runId,
    });
}
