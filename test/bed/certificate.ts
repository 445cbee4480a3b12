import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate of 127.0.0.1 that signs itself, and its key, as files. */
export function certificateIn(dir: string): { cert: string; key: string } {
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  const words =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}
