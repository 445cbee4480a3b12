import { Socket } from 'node:net';
import { watchDescriptor } from './watch-descriptor.ts';

/**
 * A thread of a model's process. The main one may be in native code that never comes back, and cannot see then that the inference server
 * has gone: this one ends the process. Nothing is ever sent here; the system closes the pipe with the server.
 */
const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: watchDescriptor, readable: true, writable: false })
  .on('end', end)
  .on('error', end)
  .on('close', end)
  .resume();
