import { expect, test, vi } from 'vitest';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { LspClient, pullCapabilities } from './lsp-client.ts';

const twice = 'stages:\n  a:\n    cmd: x\n    cmd: y\n';

test('rules have the severity that the settings of their folder give them', async () => {
  const byFolder = new Map<string, object>();
  const client = await LspClient.start({
    files: { 'a/dvc.yaml': twice, 'b/dvc.yaml': twice },
    folders: ['a', 'b'],
    capabilities: { ...pullCapabilities, workspace: { ...pullCapabilities.workspace, configuration: true } },
    prepare: (connection) => answerConfiguration(connection, byFolder),
  });
  expect(await severity(client, 'a/dvc.yaml')).toBe(1);
  byFolder.set('a', { enabled: true, rules: { SW101: 'hint', SW999: 'loud' } });
  byFolder.set('b', { enabled: false });
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await vi.waitFor(async () => expect(await severity(client, 'a/dvc.yaml')).toBe(4));
  expect(await client.problems('b/dvc.yaml')).toEqual([]);
});

test('a client that cannot be asked sends its settings', async () => {
  const client = await LspClient.start({
    files: { 'dvc.yaml': twice },
    initializationOptions: { lint: { rules: { SW101: 'warning' } } },
  });
  expect(await severity(client, 'dvc.yaml')).toBe(2);
  const settings = { slipway: { lint: { rules: { SW101: 'off' } } } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  expect(await client.problems('dvc.yaml')).toEqual([]);
});

test('what slipway.yaml says of a rule counts more than settings', async () => {
  const client = await LspClient.start({
    files: { 'dvc.yaml': twice, 'slipway.yaml': 'slipway: 1\nrules: {SW101: information}\n' },
    initializationOptions: { lint: { rules: { SW101: 'off' } } },
  });
  expect(await severity(client, 'dvc.yaml')).toBe(3);
});

test('where another server checks YAML, syntax and schema of dvc.yaml are left to it, and own manifests are not', async () => {
  const client = await LspClient.start({
    files: { 'dvc.yaml': twice, 'slipway.yaml': 'slipway: 1\nslipway: 1\n' },
    initializationOptions: { yamlServer: true },
  });
  expect(await client.problems('dvc.yaml')).toEqual([]);
  expect(await client.problems('slipway.yaml')).toEqual(['2:1 SW101 "slipway" is given twice']);
  await client.connection.sendNotification('slipway/yamlServer', { isActive: false });
  expect(await client.problems('dvc.yaml')).toEqual(['4:5 SW101 "cmd" is given twice']);
});

function answerConfiguration(connection: ProtocolConnection, byFolder: ReadonlyMap<string, object>): void {
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => byFolder.get(scopeUri?.split('/').at(-1) ?? '') ?? null),
  );
}

async function severity(client: LspClient, location: string): Promise<number | undefined> {
  const report = await client.pull(location);
  return report.kind === 'full' ? report.items[0]?.severity : undefined;
}
