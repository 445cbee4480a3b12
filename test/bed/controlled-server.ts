import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlLink } from '../../server/deployments/local/control-link.ts';
import { InferenceServer } from '../../server/deployments/local/inference-server.ts';
import { repository } from './paths.ts';

export interface ControlledServer {
  url: string;
  link: ControlLink;
  server: InferenceServer;
  /** Its control socket is `s` in it. */
  dir: string;
  stop(): Promise<void>;
}

/** An inference server as the runner starts it for a target. */
export async function startControlledServer(): Promise<ControlledServer> {
  const dir = mkdtempSync(join(tmpdir(), 'slw-target-'));
  const server = new InferenceServer({
    name: 'live',
    dir,
    socket: join(dir, 's'),
    program: join(repository, 'dist/server/inference.cjs'),
    door: () => ({ host: '127.0.0.1', port: 0, tls: null, tokenFile: null }),
  });
  const link = await server.ensure();
  return {
    url: `http://127.0.0.1:${server.door?.port}`,
    link,
    server,
    dir,
    async stop() {
      await server.end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
