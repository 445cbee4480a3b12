import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Binds the tracking API to 127.0.0.1, to `wanted` where that port is free: trainings that outlived a runner
 * know it by its port. Resolves to the port that was bound.
 */
export async function openHttpDoor(
  options: ServerOptions,
  listener: RequestListener,
  wanted: number,
): Promise<{ server: Server; port: number }> {
  const server = createServer(options, listener);
  try {
    await listen(server, wanted);
  } catch (error) {
    if (wanted === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listen(server, 0);
  }
  return { server, port: (server.address() as AddressInfo).port };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
