import type { LoginCommand } from './login-command.ts';

/** A unit of the user's own systemd, as systemd.service(5) describes it. What it starts goes on when the unit is stopped. */
export function systemdUnit({ description, words, env }: LoginCommand): string {
  const settings = Object.entries(env).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`);
  return `[Unit]
Description=${specifiersKept(description)}

[Service]
Type=oneshot
RemainAfterExit=yes
KillMode=process
${settings.join('\n')}
ExecStart=${words.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}

[Install]
WantedBy=default.target
`;
}

/** As systemd.syntax(7) has it. */
function quoted(text: string): string {
  const escaped = specifiersKept(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return `"${escaped.replaceAll('\n', '\\n')}"`;
}

function specifiersKept(text: string): string {
  return text.replaceAll('%', '%%');
}
