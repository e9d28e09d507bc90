import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Rehearsed } from '../judging/rehearsed.ts';
import type { CallPlace } from '../operations/filled.ts';
import { asksOf, type OperationAccess } from '../operations/operations.ts';
import { Refusal } from '../refusal.ts';
import { admit } from './admit.ts';
import { type Answered, failed } from './answers.ts';
import { doomedBy, type Refused, without, withRefused } from './batch.ts';
import type { Names } from './names.ts';
import type { Called } from './reading.ts';
import { type Session, Sessions } from './sessions.ts';
import type { Wire } from './signature.ts';
import { withCode } from './sts.ts';
import { type AskedVerdict, inTemplates, isAllowed, refusalText } from './verdict.ts';

/** Where a request comes from: inside the network, by the endpoint of the service that it calls, or from the internet. */
export type CallSource = 'inside' | 'outside';

/** One call as it went: what CloudTrail would see, and what the judge said. */
export interface Told {
  session: Session;
  source: CallSource;
  call: Called;
  verdicts: AskedVerdict[];
  allowed: boolean;
  /** Set where the stand-in refused for another reason: not signed, no such session, no mapping, no way there. */
  error?: { code: string; message: string };
}

/** What keeps the state behind the gate. */
export interface ServiceState {
  /** What only the service knows of what a call is about. */
  stored(call: Called, session: Session): CallPlace['stored'];
  answer(call: Called, wire: Wire, session: Session): Promise<Answered>;
}

const mostBody = 512 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > mostBody) throw new Error('the request is larger than the stand-in takes');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Stands before the state: knows who calls, asks the judge, and answers as AWS would, or passes the call on. */
export class Gate {
  readonly sessions = new Sessions();
  readonly told: Told[] = [];
  readonly #servers: Server[] = [];
  readonly #here: Rehearsed;
  readonly #names: Names;
  readonly #state: ServiceState;
  /** Called for each call once it is decided. */
  onTold: (told: Told) => void = () => undefined;

  constructor(here: Rehearsed, names: Names, state: ServiceState) {
    this.#here = here;
    this.#names = names;
    this.#state = state;
  }

  /** Listens on a port of its own for each source, on this machine alone. */
  async listen(source: CallSource): Promise<string> {
    const server = createServer((request, response) => {
      this.#serve(request, source).then(
        ({ status, headers, body }) => {
          response.writeHead(status, { ...headers, 'content-length': String(body.length) });
          response.end(request.method === 'HEAD' ? undefined : body);
        },
        (error) => {
          response.writeHead(500, { 'content-type': 'text/plain' });
          response.end(String(error));
        },
      );
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  async #serve(request: IncomingMessage, source: CallSource): Promise<Answered> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : (value ?? ''),
      ]),
    );
    const came: Wire = { method: request.method ?? '', url: request.url ?? '/', headers, body: await bodyOf(request) };
    const admitted = admit(came, this.sessions, this.#here.region);
    if ('status' in admitted) return admitted;
    return this.answer(admitted.call, admitted.wire, admitted.session, source);
  }

  /** The same for a call of which it is known who makes it: the services' own, with a role that was passed to them. */
  async answer(call: Called, wire: Wire, session: Session, source: CallSource): Promise<Answered> {
    const told: Told = { session, source, call, verdicts: [], allowed: false };
    this.told.push(told);
    const answered = await this.#decided(told, wire);
    this.onTold(told);
    return answered;
  }

  async #decided(told: Told, wire: Wire): Promise<Answered> {
    const { call, session, source } = told;
    const refuse = (code: string, message: string, status = 403) => {
      told.error = { code, message };
      return failed(call, status, code, message);
    };
    const prefix = call.service;
    if (source === 'inside' && !this.#here.endpoints.has(prefix)) {
      return refuse('EndpointConnectionError', `The network has no endpoint for ${prefix}, and no other way out`, 504);
    }
    try {
      if (call.operation === 'DeleteObjects') return await this.#each(told, wire);
      told.verdicts = this.#verdicts(told);
    } catch (error) {
      // What has no mapping, or cannot be decided, is never passed on.
      if (!(error instanceof Refusal) && (error as Error).name !== 'PolicyError') throw error;
      return refuse('NotImplemented', (error as Error).message, 501);
    }
    const refused = told.verdicts.find((verdict) => !isAllowed(verdict));
    told.allowed = !refused;
    if (!refused) {
      const answered = await this.#state.answer(call, wire, session);
      if (answered.status >= 400)
        told.error = { code: 'ServiceError', message: answered.body.toString().slice(0, 500) };
      return answered;
    }
    const text = this.refusal(session, refused);
    return refuse(
      call.protocol === 'json' ? 'AccessDeniedException' : 'AccessDenied',
      text,
      call.protocol === 'json' ? 400 : 403,
    );
  }

  #verdicts({ call, session, source }: Told): AskedVerdict[] {
    const place = { ...this.#here, stored: this.#state.stored(call, session) };
    const { caller } = asksOf(call.service, call.operation, call.parameters, place);
    return caller.map((asked) => this.ask(withCode(asked, call, session), session, source));
  }

  /** Amazon S3 API Reference, "DeleteObjects": each object has an answer of its own, and the call goes through. */
  async #each(told: Told, wire: Wire): Promise<Answered> {
    const refused: Refused[] = [];
    const doomed = doomedBy(told.call);
    for (const one of doomed) {
      const call = {
        ...told.call,
        operation: 'DeleteObject',
        parameters: { Bucket: told.call.parameters.Bucket, ...one },
      };
      const verdicts = this.#verdicts({ ...told, call });
      told.verdicts.push(...verdicts);
      const stops = verdicts.find((verdict) => !isAllowed(verdict));
      if (stops) refused.push({ ...one, message: this.refusal(told.session, stops) });
    }
    told.allowed = refused.length === 0;
    if (refused[0]) told.error = { code: 'AccessDenied', message: refused[0].message };
    if (refused.length === doomed.length) return withRefused(undefined, refused);
    return withRefused(await this.#state.answer(told.call, without(wire, doomed, refused), told.session), refused);
  }

  /** AWS's message. */
  refusal({ principal }: Session, verdict: AskedVerdict): string {
    const real = (name: string) => this.#names.real(name);
    return refusalText(principal, verdict, real, (statement) => this.#here.kindOf(statement));
  }

  /** One question to the judge, with everything that AWS knows of the request. */
  ask(asked: OperationAccess, session: Session, source: CallSource): AskedVerdict {
    const { action, resource, context } = inTemplates(asked, (text) => this.#names.inTemplates(text));
    const service = action.slice(0, action.indexOf(':'));
    // IAM User Guide, "aws:ViaAWSService": a service repeats the request with the caller's credentials, from its own network.
    const from = context['kms:ViaService'] ? 'service' : source;
    const asking = {
      principal: session.principal,
      action,
      resource,
      context: { ...this.#request(from, service, session), ...session.context, ...context },
      ...(from === 'inside' && this.#here.endpoints.has(service) && { through: service }),
      ...(session.limits && { limits: session.limits }),
    };
    return { asking, decision: this.#here.decided(asking) };
  }

  /** IAM User Guide, "AWS global condition context keys": properties of the network and of the request. */
  #request(source: CallSource | 'service', service: string, { issued }: Session): Session['context'] {
    const now = new Date();
    const named = (name: string) => this.#here.names[name]?.replace(/^arn:.*?\//, '') ?? null;
    const endpoint = named(`${service}-endpoint`) ?? `«${service}-endpoint»`;
    return {
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.2',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      's3:authType': 'REST-HEADER',
      'aws:ViaAWSService': String(source === 'service'),
      'aws:RequestedRegion': this.#here.region,
      'aws:CurrentTime': now.toISOString(),
      'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
      'aws:TokenIssueTime': new Date(issued).toISOString(),
      'aws:SourceIp': source === 'outside' ? '203.0.113.10' : null,
      'aws:SourceVpce': source === 'inside' ? endpoint : null,
      'aws:SourceVpc': source === 'inside' ? (named('jobs-vpc') ?? '«network»') : null,
    };
  }
}
