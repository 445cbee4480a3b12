import { find } from './command.ts';
import { program } from './debian.ts';

/** A Chromium's path: CHROMIUM, what is installed, else Debian's package. Throws `Missing` where there is none. */
export async function installChromium(): Promise<string> {
  const named = process.env.CHROMIUM ?? find('chromium-browser') ?? find('google-chrome');
  return named ?? program('chromium', ['chromium']);
}

/** No sandbox, for the tests run as root in containers; nothing that talks to a network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
