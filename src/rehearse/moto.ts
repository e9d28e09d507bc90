import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { interruption, stopIfInterrupted } from '../interrupt.ts';
import type { Answered } from './answers.ts';
import { targets } from './reading.ts';
import { send } from './send.ts';
import type { Wire } from './signature.ts';

const startSeconds = 60;

/** Ends when the rehearsal does, however that ended: its standard input is closed then. */
const server = [
  'import os, sys, threading',
  'from moto.server import main',
  'threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()',
  'main(sys.argv[1:])',
].join('\n');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Here {
  account: string;
  region: string;
}

/** moto's server, a child process on this machine: it keeps what calls write, and asks nobody's permission. */
export class Moto {
  readonly #process: ResultPromise;
  readonly #url: string;
  readonly #region: string;

  private constructor(process: ResultPromise, url: string, region: string) {
    this.#process = process;
    this.#url = url;
    this.#region = region;
  }

  /** Starts it and waits until it answers; again on another port where somebody took the first one meanwhile. */
  static async start(bin: string, env: Record<string, string>, here: Here): Promise<Moto> {
    for (let tries = 3; tries > 0; tries -= 1) {
      const moto = await Moto.#started(bin, env, here);
      if (moto) return moto;
      stopIfInterrupted();
    }
    throw new Error('moto did not start');
  }

  static async #started(bin: string, env: Record<string, string>, here: Here): Promise<Moto | undefined> {
    const port = await freePort();
    const words = ['-c', server, '-H', '127.0.0.1', '-p', String(port)];
    const process = execa(join(bin, 'python'), words, {
      env: { ...env, MOTO_ACCOUNT_ID: here.account, MOTO_ALLOW_NONEXISTENT_REGION: 'true' },
      extendEnv: false,
      reject: false,
      stdin: 'pipe',
      stdout: 'ignore',
      stderr: 'ignore',
    });
    const moto = new Moto(process, `http://127.0.0.1:${port}`, here.region);
    let ended = false;
    process.then(() => {
      ended = true;
    });
    const until = Date.now() + startSeconds * 1000;
    while (!ended && !interruption.aborted && Date.now() < until) {
      const answers = await send(moto.#url, {
        method: 'GET',
        url: '/moto-api/',
        headers: {},
        body: Buffer.alloc(0),
      }).then(
        () => true,
        () => false,
      );
      if (answers) return moto;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await moto.stop();
    return undefined;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM', new Error('the rehearsal is over'));
    await this.#process;
  }

  /** Passes a request on as it came, but for who signed it. */
  async pass({ method, url, headers, body }: Wire, service: string): Promise<Answered> {
    const { host, connection, expect, 'transfer-encoding': _, 'x-amz-security-token': __, ...rest } = headers;
    const sent = { ...rest, 'content-length': String(body.length), authorization: this.#authorization(service) };
    const answer = await send(this.#url, { method, url, headers: sent, body });
    const kept = Object.entries(answer.headers).filter(
      ([name]) => !/^(connection|content-length|transfer-encoding|server)$/.test(name),
    );
    return { ...answer, headers: Object.fromEntries(kept) };
  }

  /** moto reads service and region from where a signature would be. */
  #authorization(service: string): string {
    return `AWS4-HMAC-SHA256 Credential=stand-in/20260101/${this.#region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  }

  /** One JSON call of the stand-in's own: what CloudFormation would have made. */
  async call<T>(service: string, operation: string, parameters: object): Promise<T> {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[service]}.${operation}`,
    };
    const body = Buffer.from(JSON.stringify(parameters));
    const { status, body: answered } = await this.pass({ method: 'POST', url: '/', headers, body }, service);
    if (status >= 300) throw new Error(`${service}:${operation} in the stand-in: ${answered.toString()}`);
    return JSON.parse(answered.toString() || '{}') as T;
  }
}
