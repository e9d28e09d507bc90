import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for Parameter Store on this machine: it answers what a repository's templates would publish. */
export async function parameterStore(parameters: Record<string, string>): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const below = `${JSON.parse(body || '{}').Path}/`;
      const found = Object.entries(parameters).filter(([name]) => name.startsWith(below));
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ Parameters: found.map(([Name, Value]) => ({ Name, Value, Type: 'String' })) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
