import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

/** A bare repository, as a team's server holds it, and the clone of somebody else of the team. */
export function gitopsRepository() {
  const root = mkdtempSync(join(tmpdir(), 'slw-gitops-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const bare = join(root, 'serving.git');
  const other = join(root, 'other');
  const git = (cwd: string, ...command: string[]) =>
    execFileSync('git', ['-c', 'user.name=Bo', '-c', 'user.email=bo@example.com', ...command], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git(root, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  git(root, 'clone', '--quiet', bare, other);
  return {
    root,
    bare,
    git: (...command: string[]) => git(bare, ...command),
    /** What the other one does in a clone that is up to date. */
    byOther: (...command: string[]) => git(other, ...command),
    /** The other one changes a file, and pushes. */
    change(path: string, edit: (text: string) => string): void {
      git(other, 'pull', '--quiet', '--no-rebase', 'origin', 'main');
      const file = join(other, path);
      writeFileSync(file, edit(readFileSync(file, 'utf8')));
      git(other, 'commit', '--quiet', '--all', '--message', 'Edit by hand');
      git(other, 'push', '--quiet', 'origin', 'HEAD:main');
    },
    /** A first commit of other things. */
    begin(): void {
      writeFileSync(join(other, 'README.md'), 'What our cluster serves\n');
      git(other, 'add', '.');
      git(other, 'commit', '--quiet', '--message', 'Begin');
      git(other, 'push', '--quiet', 'origin', 'HEAD:main');
    },
    /** What a release's file says on a branch. */
    file(path: string, branch = 'main'): Record<string, unknown> {
      return parse(git(bare, 'show', `${branch}:${path}`)) as Record<string, unknown>;
    },
    tags: () => git(bare, 'tag', '--list').split('\n').filter(Boolean),
    subjects: () => git(bare, 'log', '--format=%s', 'main').split('\n'),
    /** A server's own rule, such as a protected branch has. */
    hook(name: string, script: string): void {
      writeFileSync(join(bare, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    },
  };
}
