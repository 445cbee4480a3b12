import type { BrowserContext, WebSocketRoute } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { killProcessesWith } from './harness/process-list.ts';
import { useEditor } from './harness/use-editor.ts';

describe('a run that goes on', () => {
  const editor = useEditor({ workspace: 'scripts' });
  const runs = () => editor().tree('Runs');

  test('is live again after the window is reloaded, its output too', async () => {
    await editor().openContainer('Slipway');
    await editor().openFile('slow.py');
    await editor().run('Slipway: Run Python File as Tracked Run');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().reload();
    await editor().openContainer('Slipway');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().statusBarItem('1 run').waitFor();
    await expect.poll(() => editor().terminalText()).toMatch(/second \d+/);
  });

  test('is live again after VS Code was closed and opened', async () => {
    await editor().page.goto('about:blank');
    await editor().open();
    await editor().openContainer('Slipway');
    await runs()
      .item(/running/)
      .waitFor();
    await editor().statusBarItem('1 run').waitFor();
  });

  test('is live again after the connection was lost', async () => {
    const line = await droppable(editor().page.context());
    await editor().open();
    await editor().openContainer('Slipway');
    await runs()
      .item(/running/)
      .waitFor();
    line.drop();
    const lost = editor()
      .page.getByText(/reconnect/i)
      .first();
    await lost.waitFor({ timeout: 40_000 });
    line.restore();
    await lost.waitFor({ state: 'hidden', timeout: 40_000 });
    await runs().menu(/running/, 'Show Output');
    const second = async () => Number(/second (\d+)\s*$/.exec(await editor().terminalText())?.[1]);
    await expect.poll(second).toBeGreaterThan(0);
    const before = await second();
    await expect.poll(second).toBeGreaterThan(before);
  }, 120_000);

  test('is live again after its runner was killed', async () => {
    expect(killProcessesWith('runner.cjs', editor().folder)).not.toEqual([]);
    await expect
      .poll(async () => (await editor().page.getByText('does not answer').count()) === 0, { timeout: 30_000 })
      .toBe(true);
    await runs()
      .item(/running/)
      .waitFor();
    await runs().press(/running/, 'Stop Run');
    await runs()
      .item(/stopped/)
      .waitFor();
  });

  test('the runner stops when told, and starts with the next request', async () => {
    await editor().run('Slipway: Stop Runner');
    await editor().statusBarItem('is stopped').waitFor();
    await editor().run('Slipway: Refresh Runs');
    await runs()
      .item(/stopped/)
      .waitFor();
  });
});

/** The window's connection to its server from now on, which can be cut, and come back. */
async function droppable(context: BrowserContext): Promise<{ drop(): void; restore(): void }> {
  const open = new Set<WebSocketRoute>();
  let isCut = false;
  await context.routeWebSocket(/./, (socket) => {
    if (isCut) {
      void socket.close();
      return;
    }
    open.add(socket);
    open.add(socket.connectToServer());
  });
  return {
    drop: () => {
      isCut = true;
      for (const socket of open) void socket.close();
      open.clear();
    },
    restore: () => {
      isCut = false;
    },
  };
}
