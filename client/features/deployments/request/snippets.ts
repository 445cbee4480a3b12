/** Environment variable that the snippets read the token from: it stands in neither of them. */
const tokenVariable = 'SLIPWAY_TOKEN';

/**
 * A command of a POSIX shell that sends the request.
 * @param asksToken whether it must show a token
 */
export function curlText(url: string, body: string, asksToken: boolean): string {
  const words = [`curl -sS ${quote(url)}`, `-H 'Content-Type: application/json'`];
  if (asksToken) words.push(`-H "Authorization: Bearer $${tokenVariable}"`);
  return [...words, `-d ${quote(body)}`].join(' \\\n  ');
}

/** A program that sends the request and prints each output; it needs nothing but Python 3. */
export function pythonText(url: string, body: string, asksToken: boolean): string {
  const headers = ['"Content-Type": "application/json"'];
  if (asksToken) headers.push(`"Authorization": "Bearer " + os.environ["${tokenVariable}"]`);
  return `import json
${asksToken ? 'import os\n' : ''}import urllib.request

url = ${pythonLiteral(JSON.stringify(url))}
body = ${pythonLiteral(body)}

request = urllib.request.Request(
    url,
    data=json.dumps(body).encode(),
    headers={${headers.join(', ')}},
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
for output in answer["outputs"]:
    print(output["name"], output["shape"], output["data"])
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** JSON as Python writes it. Numbers keep all of their digits, which `JSON.parse` would not leave them. */
function pythonLiteral(json: string): string {
  const words: Record<string, string> = { true: 'True', false: 'False', null: 'None' };
  return json.replace(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (token) =>
    // Python knows no \/ and reads a pair of surrogates as two letters; what JSON.stringify writes, both read alike.
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : (words[token] ?? token),
  );
}
