import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

describe('a CI workflow', () => {
  const editor = useEditor({ workspace: 'schedules' });
  const file = () => join(editor().folder, '.github/workflows/slipway.yml');

  test('is written from the palette, and opened', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Create CI Workflow…');
    await editor().quickInput.pick('GitHub Actions');
    await expect.poll(() => editor().tabs()).toContain('slipway.yml');
    expect(readFileSync(file(), 'utf8')).toContain('run: slipway run');
  });

  test('of GitLab is written beside it', async () => {
    await editor().run('Slipway: Create CI Workflow…');
    await editor().quickInput.pick('GitLab CI/CD');
    await expect.poll(() => editor().tabs()).toContain('.gitlab-ci.yml');
    expect(readFileSync(join(editor().folder, '.gitlab-ci.yml'), 'utf8')).toContain('- slipway run');
  });

  test('that is there is replaced only by who says so', async () => {
    writeFileSync(file(), 'mine: true\n');
    await editor().run('Slipway: Create CI Workflow…');
    await editor().quickInput.pick('GitHub Actions');
    await editor().answerDialog('Cancel');
    expect(readFileSync(file(), 'utf8')).toBe('mine: true\n');
    await editor().run('Slipway: Create CI Workflow…');
    await editor().quickInput.pick('GitHub Actions');
    await editor().answerDialog('Replace');
    await expect.poll(() => existsSync(file()) && readFileSync(file(), 'utf8')).toContain('slipway run');
  });
});
