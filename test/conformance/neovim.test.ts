import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { find, run } from '../bed/command.ts';
import { repository } from '../bed/paths.ts';

const neovim = find('nvim');

/** What docs/other-editors.md says to put into init.lua, run by the real editor on the built command line. */
test.skipIf(neovim === undefined)('Neovim shows the diagnostics of a dvc.yaml', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-neovim-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(repository, 'test/workspaces/broken-manifest'), folder, { recursive: true });
  const slipway = join(folder, 'slipway');
  const cli = join(repository, 'dist/server/cli.cjs');
  await writeFile(slipway, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  await chmod(slipway, 0o755);
  await writeFile(join(folder, 'init.lua'), await configuration());
  await writeFile(
    join(folder, 'look.lua'),
    `vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, found in ipairs(vim.diagnostic.get(0)) do io.write(found.lnum + 1 .. ' ' .. found.message .. '\\n') end\n`,
  );
  const args = ['--headless', '-u', 'init.lua', 'dvc.yaml', '-c', 'luafile look.lua', '-c', 'qa!'];
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder };
  expect(await run(neovim ?? '', args, { cwd: folder, env })).toContain('8 "cmd" is given twice');
});

/** The page's block for this version. */
async function configuration(): Promise<string> {
  const page = await readFile(join(repository, 'docs/other-editors.md'), 'utf8');
  const [newer = '', older = ''] = [...page.matchAll(/```lua\n(.*?)```/gs)].map(([, block]) => block);
  const version = execFileSync(neovim ?? '', ['--version'], { encoding: 'utf8' });
  const [, major, minor] = /NVIM v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 0 || Number(minor) >= 11 ? newer : older;
}
