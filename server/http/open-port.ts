import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Binds a server to a port of this machine's address `host`; 0 is any that is free. Rejects with EADDRINUSE where it is taken. */
export async function openPort(
  server: Server,
  wanted: number,
  host = '127.0.0.1',
): Promise<{ server: Server; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** The same, with any other port where the wanted one is taken: what outlived a restart knows it by its port. */
export async function openPortOrAnother(
  server: Server,
  wanted: number,
): Promise<{ server: Server; port: number }> {
  try {
    return await openPort(server, wanted);
  } catch (error) {
    if (wanted === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return openPort(server, 0);
  }
}
