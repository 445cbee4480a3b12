import { delimiter } from 'node:path';

/** What of a prepared environment a kernel that already runs can take over. */
const taken = /^(MLFLOW_|SLIPWAY_)/;

/**
 * Python that makes a live kernel report to its run (`attach` in the helpers' `_slipway/kernel.py`). A kernel that
 * cannot import it runs on another machine, where the runner's loopback address leads nowhere.
 */
export function kernelSnippet(env: Record<string, string>): string {
  const variables = Object.fromEntries(Object.entries(env).filter(([name]) => taken.test(name)));
  // Our helper's folder stands first.
  const site = env.PYTHONPATH?.split(delimiter)[0] ?? '';
  return [
    'import json, sys',
    `sys.path.append(${JSON.stringify(site)})`,
    'try:',
    '    from _slipway.kernel import attach',
    'except ImportError:',
    '    raise RuntimeError("Slipway cannot track this kernel: it runs on another machine.") from None',
    // JSON twice over is a Python string literal that holds JSON.
    `attach(json.loads(${JSON.stringify(JSON.stringify(variables))}))`,
  ].join('\n');
}
