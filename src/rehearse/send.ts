import { Agent, request } from 'node:http';
import type { Answered } from './answers.ts';
import type { Wire } from './signature.ts';

/** Its own: the process-wide one goes through a proxy where NODE_USE_ENV_PROXY says so. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** Sends a request to this machine as it stands: no step of its path is merged, no redirection followed. */
export function send(base: string, { method, url, headers, body }: Wire): Promise<Answered> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const ask = request({ hostname, port, method, path: url, agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const kept = Object.entries(answer.headers).map(([name, value]): [string, string] => [
          name,
          Array.isArray(value) ? value.join(',') : (value ?? ''),
        ]);
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(kept), body: Buffer.concat(parts) });
      });
    });
    ask.on('error', reject);
    ask.setTimeout(120_000, () => ask.destroy(new Error('no answer in two minutes')));
    ask.end(body.length > 0 ? body : undefined);
  });
}
