import { hostname, userInfo } from 'node:os';

/** The user of this process as the audit log names one: `name@host`. */
export function localActor(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, a user may have no entry in the list of users.
    return String(process.getuid?.() ?? 'unknown');
  }
}
