import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ArtifactPreview, RunTarget } from '../../../../schemas/protocol/views/run.ts';
import { describeError } from '../../../host/errors.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

const readBytes = 512 * 1024;

/** An artifact as the view can show it in place; a remote tracker's is downloaded first. */
export async function previewArtifact(
  runner: RunnerConnection,
  { tracker, runId }: RunTarget,
  path: string,
  webview: vscode.Webview,
): Promise<ArtifactPreview> {
  try {
    const { file } = await runner.request('artifacts/locate', { tracker, runId, path });
    if (/\.(png|jpe?g|gif|webp|svg|bmp)$/i.test(path))
      return { kind: 'image', path, uri: webview.asWebviewUri(vscode.Uri.file(file)).toString() };
    const { bytes, truncated } = await readStart(file);
    if (bytes.includes(0)) return { kind: 'other', path };
    const kind = /\.(csv|tsv)$/i.test(path) ? 'table' : 'text';
    return { kind, path, text: bytes.toString('utf8'), truncated };
  } catch (error) {
    return { kind: 'failed', path, message: describeError(error).message };
  }
}

async function readStart(file: string): Promise<{ bytes: Buffer; truncated: boolean }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(readBytes), 0, readBytes, 0);
    const { size } = await handle.stat();
    return { bytes: buffer.subarray(0, bytesRead), truncated: size > bytesRead };
  } finally {
    await handle.close();
  }
}
