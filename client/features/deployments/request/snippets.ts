/** A command of a POSIX shell that sends the request. */
export function curlText(url: string, body: string): string {
  return `curl -sS ${quote(url)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(body)}`;
}

/** A program that sends the request and prints each output; it needs nothing but Python 3. */
export function pythonText(url: string, body: string): string {
  return `import json
import urllib.request

url = ${pythonLiteral(JSON.stringify(url))}
body = ${pythonLiteral(body)}

request = urllib.request.Request(
    url,
    data=json.dumps(body).encode(),
    headers={"Content-Type": "application/json"},
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
