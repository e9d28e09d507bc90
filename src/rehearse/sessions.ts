import { randomBytes } from 'node:crypto';
import type { NamedPolicy } from '../../templates/judge/decide/request.ts';
import type { Credentials } from './signature.ts';

/** Who calls: an ARN, and what AWS knows of the session. */
export interface Session {
  /** How the run names them: engineer, training job, ... */
  label: string;
  /** arn:...:assumed-role/ROLE/SESSION, or a user's. */
  principal: string;
  /** Keys of the session itself: second factor, source identity, tags. */
  context: Record<string, string | string[] | null>;
  credentials: Credentials;
  /** In milliseconds since 1970; those that the rehearsal itself opens last as long as it does. */
  issued: number;
  expires?: number;
  /** Tags and source identity that a role taken from here gets as well. */
  passedOn?: Session['context'];
  /** IAM User Guide, "Session policies": what the call that made it left of the role. */
  limits?: NamedPolicy[];
}

type Beyond = Partial<Pick<Session, 'expires' | 'passedOn' | 'limits'>>;

const letters = (length: number) =>
  randomBytes(length * 2)
    .toString('base64')
    .replaceAll(/[^A-Z0-9]/gi, '')
    .toUpperCase()
    .slice(0, length);

/** Sessions by the access key that is in each request's signature. */
export class Sessions {
  readonly #known = new Map<string, Session>();

  open(label: string, principal: string, context: Session['context'] = {}, beyond: Beyond = {}): Session {
    const credentials = {
      accessKeyId: `ASIA${letters(16)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(60).toString('base64'),
    };
    const session = { label, principal, context, credentials, issued: Date.now(), ...beyond };
    this.#known.set(credentials.accessKeyId, session);
    return session;
  }

  of(accessKeyId: string): Session | undefined {
    return this.#known.get(accessKeyId);
  }
}

/** For a program of the AWS SDKs that acts as this session. */
export function variables({ credentials }: Session, endpoint: string, region: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: region,
    AWS_MAX_ATTEMPTS: '1',
  };
}
