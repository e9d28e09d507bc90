import { execa } from 'execa';
import { interruption } from '../interrupt.ts';
import { encoded } from './address.ts';
import type { CallSource, Told } from './gate.ts';
import { presigned } from './presign.ts';
import { send } from './send.ts';
import { type Session, variables } from './sessions.ts';
import { signed, type Wire } from './signature.ts';
import type { StandIn } from './stand-in.ts';

/** One thing that somebody does, and whether it is meant to work. */
export interface RehearsalStep {
  who: string;
  title: string;
  from: CallSource;
  /** A person's step goes through; an attacker's is refused, or raises an alert. */
  expects: 'goes through' | 'is refused' | 'raises an alert';
  run(stage: Stage): Promise<void>;
}

export class Stopped extends Error {}

/** Where steps happen: the stand-in, the repository and who is signed in. */
export class Stage {
  readonly aws: StandIn;
  readonly #repository: string;
  readonly #python: string;
  readonly #env: Record<string, string>;
  readonly signedIn = new Map<string, Session>();
  /** What one step leaves for the next: names of jobs. */
  readonly left = new Map<string, string>();

  constructor(aws: StandIn, repository: string, python: string, env: Record<string, string>) {
    this.aws = aws;
    this.#repository = repository;
    this.#python = python;
    this.#env = env;
  }

  session(who: string): Session {
    const found = this.signedIn.get(who);
    if (!found) throw new Stopped(`${who} is not signed in`);
    return found;
  }

  bucket(name: string): string {
    return this.aws.arn(name).split(':').at(-1) ?? '';
  }

  async #send(wire: Wire, service: string, session: Session, from: CallSource): Promise<Buffer> {
    const address = new URL(from === 'inside' ? this.aws.inside : this.aws.outside);
    const ready = signed(
      { ...wire, headers: { host: address.host, ...wire.headers } },
      service,
      this.aws.here.region,
      session.credentials,
    );
    const { status, body } = await send(address.href, ready);
    if (status >= 300) throw new Stopped(messageIn(body.toString()));
    return body;
  }

  /** A call as the AWS CLI would make it. Throws Stopped with AWS's message. */
  async call(
    session: Session,
    from: CallSource,
    service: string,
    target: string,
    parameters: object,
  ): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const wire = { method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(parameters)) };
    return JSON.parse((await this.#send(wire, service, session, from)).toString() || '{}');
  }

  /** A path-style call of S3; `key` may carry a query. */
  async object(
    session: Session,
    from: CallSource,
    method: string,
    bucket: string,
    key: string,
    body: Buffer = Buffer.alloc(0),
    headers: Record<string, string> = {},
  ) {
    const url = `/${[bucket, ...key.split('/')].map(encoded).join('/')}`;
    return this.#send({ method, url, headers, body }, 's3', session, from);
  }

  /** What somebody else gets who has nothing but an address that a session signed. */
  async byAddress(signer: Session, from: CallSource, bucket: string, key: string): Promise<Buffer> {
    const address = new URL(from === 'inside' ? this.aws.inside : this.aws.outside);
    const path = `/${[bucket, ...key.split('/')].map(encoded).join('/')}`;
    const url = presigned({ path, host: address.host }, this.aws.here.region, signer.credentials);
    const wire = { method: 'GET', url, headers: { host: address.host }, body: Buffer.alloc(0) };
    const { status, body } = await send(address.href, wire);
    if (status >= 300) throw new Stopped(messageIn(body.toString()));
    return body;
  }

  /** A call in the Query protocol. */
  async query(session: Session, from: CallSource, service: string, words: Record<string, string>): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const wire = { method: 'POST', url: '/', headers, body: Buffer.from(new URLSearchParams(words).toString()) };
    return (await this.#send(wire, service, session, from)).toString();
  }

  /** A call of S3 by its path and query. */
  async s3(session: Session, from: CallSource, method: string, url: string, body = Buffer.alloc(0)): Promise<string> {
    return (await this.#send({ method, url, headers: {}, body }, 's3', session, from)).toString();
  }

  /** Takes a role as the profiles of docs/sign-in.md do. */
  async assume(session: Session, role: string): Promise<Session> {
    const body = await this.query(session, 'outside', 'sts', {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: this.aws.arn(role),
      RoleSessionName: 'alex',
    });
    const [, key = ''] = /<AccessKeyId>([^<]+)/.exec(body) ?? [];
    const found = this.aws.gate.sessions.of(key);
    if (!found) throw new Stopped('the session is not known');
    return found;
  }

  /** A command of the repository's README, as this session. */
  async python(session: Session, from: CallSource, words: string[]): Promise<string> {
    const url = from === 'inside' ? this.aws.inside : this.aws.outside;
    const { exitCode, stdout, stderr } = await execa(this.#python, words, {
      cwd: this.#repository,
      env: { ...this.#env, PYTHONPATH: 'ml', ...variables(session, url, this.aws.here.region) },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 120_000,
      cancelSignal: interruption,
    });
    if (exitCode !== 0) throw new Stopped(stderr.trim().split('\n').at(-1) ?? `exit ${exitCode}`);
    return stdout;
  }

  /** The launcher's job, followed to its end. Throws Stopped with the reason that AWS would give. */
  async launch(session: Session, words: string[]): Promise<string> {
    const before = new Set(this.aws.jobs.all.keys());
    await this.python(session, 'outside', ['-m', 'workload.launch', ...words]);
    const [job] = [...this.aws.jobs.all.values()].filter(({ name }) => !before.has(name));
    if (!job) throw new Stopped('no job was started');
    await job.ended;
    if (job.status !== 'Completed')
      throw new Stopped(`${job.name}: ${job.status}. ${job.described.FailureReason ?? ''}`);
    return job.name;
  }
}

function messageIn(text: string): string {
  const [, inXml] = /<Message>([^<]*)/.exec(text) ?? [];
  if (inXml) return inXml;
  try {
    const { message, Message } = JSON.parse(text) as { message?: string; Message?: string };
    return message ?? Message ?? text;
  } catch {
    return text.slice(0, 300);
  }
}

/** What a step came to. */
export interface Played {
  step: RehearsalStep;
  /** AWS's message where it stopped. */
  stopped?: string;
  calls: Told[];
  alerts: { rule: string; text: string }[];
  asExpected: boolean;
  milliseconds: number;
}

/** What AWS would have answered: that of the call, since a program may keep to itself why it stopped. */
export const answerOf = ({ calls, stopped }: Played): string | undefined =>
  stopped === undefined ? undefined : (calls.findLast(({ error }) => error)?.error?.message ?? stopped);
