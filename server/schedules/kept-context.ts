import type { StartContext } from '../../schemas/protocol/executions.ts';

/** What of the caller's context an armed schedule is run with later. It lies on disk, so it holds no secret. */
export type KeptContext = Pick<
  StartContext,
  'cwd' | 'env' | 'envFile' | 'interpreter' | 'autolog' | 'metricFiles'
>;

/** Who the user is, where programs lie and how they speak: names whose values are no secrets. */
const keptVariables = new Set([
  ...[
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'SHELL',
    'TMPDIR',
    'LANG',
    'LANGUAGE',
    'TZ',
    'PYTHONPATH',
    'PYTHONHOME',
  ],
  ...['VIRTUAL_ENV', 'CONDA_PREFIX', 'CONDA_DEFAULT_ENV', 'CONDA_EXE', 'CUDA_VISIBLE_DEVICES', 'CUDA_HOME'],
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'OMP_NUM_THREADS', 'JAVA_HOME', 'NVM_DIR', 'PYENV_ROOT'],
  // Windows
  ...['SYSTEMROOT', 'WINDIR', 'COMSPEC', 'PATHEXT', 'TEMP', 'TMP', 'USERPROFILE', 'USERNAME', 'APPDATA'],
  ...[
    'LOCALAPPDATA',
    'PROGRAMDATA',
    'PROGRAMFILES',
    'PROGRAMFILES(X86)',
    'HOMEDRIVE',
    'HOMEPATH',
    'SYSTEMDRIVE',
  ],
]);
const keptPrefixes = ['LC_', 'XDG_'];

/**
 * Interpreter and settings as they are, and of the environment only variables that are known to hold no secret. A
 * command that needs another finds it in the env file, which is read when it runs.
 */
export function keptContext({
  cwd,
  env,
  envFile,
  interpreter,
  autolog,
  metricFiles,
}: StartContext): KeptContext {
  return {
    cwd,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => isKept(name.toUpperCase()))),
    ...(envFile !== undefined && { envFile }),
    ...(interpreter !== undefined && { interpreter }),
    ...(autolog !== undefined && { autolog }),
    ...(metricFiles !== undefined && { metricFiles }),
  };
}

function isKept(name: string): boolean {
  return keptVariables.has(name) || keptPrefixes.some((prefix) => name.startsWith(prefix));
}
