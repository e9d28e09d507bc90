import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { encoded } from './address.ts';
import type { Answered } from './answers.ts';
import type { Gate } from './gate.ts';
import { called } from './reading.ts';
import type { Session } from './sessions.ts';
import type { Wire } from './signature.ts';

const pathOf = (bucket: string, key: string) => `/${[bucket, ...key.split('/')].map(encoded).join('/')}`;

/** `s3://BUCKET/PREFIX` in two. */
export function objectPlaceOf(uri: string): { bucket: string; prefix: string } {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  return { bucket, prefix };
}

export const bodyText = ({ body }: Answered): string =>
  /<Message>([^<]*)/
    .exec(body.toString())?.[1]
    ?.replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&') ?? body.toString().slice(0, 300);

/** S3 as a job sees it: what SageMaker brings and takes with the job's role, from inside the network. */
export class Objects {
  readonly #gate: Gate;
  readonly #session: Session;

  constructor(gate: Gate, session: Session) {
    this.#gate = gate;
    this.#session = session;
  }

  async #call(method: string, url: string, headers: Record<string, string> = {}, body: Buffer = Buffer.alloc(0)) {
    const wire: Wire = { method, url, headers, body };
    const answered = await this.#gate.answer(called(wire, 's3'), wire, this.#session, 'inside');
    if (answered.status >= 300) throw new Error(bodyText(answered));
    return answered;
  }

  /** Downloads what begins with an address into a folder; names are what follows the prefix's last slash. Throws AWS's message. */
  async download(uri: string, folder: string): Promise<number> {
    const { bucket, prefix } = objectPlaceOf(uri);
    const listed = await this.#call('GET', `/${bucket}?list-type=2&prefix=${encoded(prefix)}`);
    const keys = [...listed.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
    for (const key of keys.filter((each) => !each.endsWith('/'))) {
      const name = prefix.endsWith('/') ? key.slice(prefix.length) : (key.split('/').at(-1) ?? key);
      if (name.split('/').includes('..')) continue;
      const { body } = await this.#call('GET', pathOf(bucket, key));
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body);
    }
    return keys.length;
  }

  /** Uploads every file below a folder, encrypted with a key where the job names one. */
  async upload(folder: string, uri: string, key: string | undefined): Promise<void> {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile());
    for (const file of files) {
      const name = relative(folder, file).split(sep).join('/');
      await this.put(`${uri.replace(/\/$/, '')}/${name}`, readFileSync(file), key);
    }
  }

  async put(uri: string, content: Buffer, key: string | undefined): Promise<void> {
    const { bucket, prefix } = objectPlaceOf(uri);
    const encryption = {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': key ?? '',
    };
    await this.#call('PUT', pathOf(bucket, prefix), key ? encryption : {}, content);
  }
}
