import { type Answered, failed, json } from './answers.ts';
import { type Event, sentEvents } from './events.ts';
import type { ServiceState } from './gate.ts';
import type { Jobs } from './jobs.ts';
import type { Moto } from './moto.ts';
import type { Called } from './reading.ts';
import type { SeededState } from './seed.ts';
import { brokenRule } from './service-rules.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Wire } from './signature.ts';
import { answerSts } from './sts.ts';

/** Of these services moto keeps what is written. Of every other one the rehearsal decides, and keeps nothing. */
const keeping = new Set(['ecr', 'events', 's3', 'sagemaker', 'secretsmanager', 'kms', 'logs', 'sns', 'sqs', 'ssm']);

interface Place {
  partition: string;
  region: string;
  account: string;
}

/** Who answers what is allowed: sessions and jobs are the rehearsal's own, everything else moto keeps. */
export class Services implements ServiceState {
  readonly #moto: Moto;
  readonly #kept: SeededState;
  readonly #place: Place;
  readonly #objectKeys = new Map<string, string | undefined>();
  readonly #versions = new Map<string, number>();
  sessions!: Sessions;
  jobs!: Jobs;
  /** Called for each event that somebody puts on the bus. */
  onEvent: (event: Event) => void = () => undefined;

  constructor(moto: Moto, kept: SeededState, place: Place) {
    this.#place = place;
    this.#moto = moto;
    this.#kept = kept;
  }

  stored({ service, operation, parameters }: Called, session: Session): Record<string, string | undefined> {
    const kept = this.#kept;
    if (service === 's3') return this.#encrypted(operation, parameters);
    if (service === 'secretsmanager') {
      const found = kept.secrets.get(String(parameters.SecretId).replace(/-[A-Za-z0-9]{6}$/, ''));
      return { SecretArn: found?.arn, KeyArn: found?.key };
    }
    if (service === 'kms') return { KeyArn: kept.aliases.get(String(parameters.KeyId ?? parameters.AliasName)) };
    if (service === 'sns') return { KeyArn: kept.topics.get(String(parameters.TopicArn))?.key };
    if (service === 'sts') return { SourceIdentity: session.passedOn?.['aws:SourceIdentity']?.toString() };
    if (service === 'sqs') {
      const { partition, region, account } = this.#place;
      return { QueueArn: `arn:${partition}:sqs:${region}:${account}:${String(parameters.QueueUrl).split('/').at(-1)}` };
    }
    if (operation === 'CreateModelPackage') return { Version: String(this.#nextVersion(parameters)) };
    return {};
  }

  #nextVersion({ ModelPackageGroupName }: Called['parameters']): number {
    return (this.#versions.get(String(ModelPackageGroupName)) ?? 0) + 1;
  }

  /** The key that an object is under, and what the key's encryption context names. */
  #sealed(place: string): { key?: string; about: string } {
    const [name = ''] = place.split('/');
    const bucket = this.#kept.buckets.get(name);
    const key = this.#objectKeys.has(place) ? this.#objectKeys.get(place) : bucket?.key;
    const arn = `arn:${this.#place.partition}:s3:::`;
    return { ...(key && { key }), about: bucket?.isBucketKey ? `${arn}${name}` : `${arn}${place}` };
  }

  #encrypted(operation: string, parameters: Called['parameters']): Record<string, string | undefined> {
    const { Bucket, Key, CopySource, CopySourceVersion, SSEKMSKeyId } = parameters;
    if (!Key) return {};
    const here = this.#sealed(`${Bucket}/${Key}`);
    const source = CopySource ? this.#sealed(String(CopySource)) : undefined;
    // A write that names its own encryption, and no key of ours with it, asks nothing of the bucket's.
    const own = writes.test(operation) && isEncrypted(parameters) && !SSEKMSKeyId;
    return {
      KeyArn: own ? undefined : here.key,
      EncryptedArn: here.about,
      SourceKeyArn: source?.key,
      SourceEncryptedArn: source?.about,
      SourceVersion: CopySourceVersion as string | undefined,
    };
  }

  async answer(call: Called, wire: Wire, session: Session): Promise<Answered> {
    const { service, operation, parameters } = call;
    if (service === 'sts')
      return answerSts(call, session, this.sessions, (role) => this.#kept.longest.get(role) ?? 3600);
    const broken = brokenRule(call, this.#place.region);
    if (broken) return failed(call, 400, 'ValidationException', broken);
    if (operation === 'PutEvents') {
      const events = sentEvents(parameters, this.#place);
      for (const event of events) this.onEvent(event);
      return json({ FailedEntryCount: 0, Entries: events.map(({ id }) => ({ EventId: id })) });
    }
    const found = service === 'lambda' ? this.#function(call) : undefined;
    const ofJob = found ?? (await this.jobs.answer(call, session));
    if (ofJob) return ofJob;
    if (!keeping.has(service)) {
      const what = `The rehearsal checks ${service}:${operation}, but keeps no state for it`;
      return failed(call, 501, 'NotImplemented', what);
    }
    const missing = service === 's3' && operation !== 'ListBuckets' && this.#missingBucket(parameters);
    if (missing) return failed(call, 404, 'NoSuchBucket', `The specified bucket does not exist: ${missing}`);
    const answered = await this.#moto.pass(wire, service);
    if (answered.status >= 300) return answered;
    this.#learn(call);
    return answered;
  }

  /** Buckets are the templates' alone: every other name is somebody else's, or moto's own. */
  #missingBucket({ Bucket, CopySource }: Called['parameters']): string | undefined {
    const named = [String(Bucket), ...(CopySource ? [String(CopySource).split('/')[0] ?? ''] : [])];
    return named.find((name) => !this.#kept.buckets.has(name));
  }

  #learn({ service, operation, parameters }: Called): void {
    const place = `${parameters.Bucket}/${parameters.Key}`;
    if (service === 's3' && writes.test(operation)) {
      if (isEncrypted(parameters)) this.#objectKeys.set(place, parameters.SSEKMSKeyId as string);
      else this.#objectKeys.delete(place);
    }
    if (operation === 'CreateModelPackage') {
      this.#versions.set(String(parameters.ModelPackageGroupName), this.#nextVersion(parameters));
    }
  }

  /** AWS Lambda API Reference: functions are the templates', and nothing runs them here. */
  #function(call: Called): Answered | undefined {
    const found = this.#kept.functions.get(String(call.parameters.FunctionName));
    if (!found) return failed(call, 404, 'ResourceNotFoundException', 'Function not found');
    if (call.operation === 'GetPolicy') return json({ Policy: JSON.stringify(found.policy), RevisionId: '1' });
    if (call.operation === 'GetFunctionConfiguration') return json({ ...found.configuration, State: 'Active' });
    return undefined;
  }
}

/** Calls that say how an object is encrypted. */
const writes = /^(PutObject|CopyObject|CreateMultipartUpload)$/;
const isEncrypted = ({ ServerSideEncryption, SSECustomerAlgorithm }: Called['parameters']) =>
  ServerSideEncryption !== undefined || SSECustomerAlgorithm !== undefined;
