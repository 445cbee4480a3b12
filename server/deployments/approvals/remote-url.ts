import { GitError } from 'simple-git';

/** Address of a remote of the repository that a folder lies in; null where there is no such remote, or no repository. */
export async function remoteUrl(folder: string, remote: string): Promise<string | null> {
  const { simpleGit } = await import('simple-git');
  try {
    const git = simpleGit({ baseDir: folder, timeout: { block: 10_000 } });
    return (await git.raw('config', '--get', `remote.${remote}.url`)).trim() || null;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
