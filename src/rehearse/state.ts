import { type Answered, failed } from './answers.ts';
import type { ServiceState } from './gate.ts';
import type { Jobs } from './jobs.ts';
import type { Moto } from './moto.ts';
import type { Called } from './reading.ts';
import type { SeededState } from './seed.ts';
import { brokenRule } from './service-rules.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Wire } from './signature.ts';
import { answerSts } from './sts.ts';

/** Who answers what is allowed: sessions and jobs are the rehearsal's own, everything else moto keeps. */
export class Services implements ServiceState {
  readonly #moto: Moto;
  readonly #kept: SeededState;
  readonly #region: string;
  readonly #objectKeys = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  sessions!: Sessions;
  jobs!: Jobs;

  constructor(moto: Moto, kept: SeededState, region: string) {
    this.#region = region;
    this.#moto = moto;
    this.#kept = kept;
  }

  stored({ service, operation, parameters }: Called): Record<string, string | undefined> {
    if (service === 's3') return this.#encrypted(parameters);
    if (service === 'secretsmanager') {
      const found = this.#kept.secrets.get(String(parameters.SecretId));
      return { SecretArn: found?.arn, KeyArn: found?.key };
    }
    if (service === 'kms') return { KeyArn: this.#kept.aliases.get(String(parameters.KeyId ?? parameters.AliasName)) };
    if (service === 'sns') return { KeyArn: this.#kept.topics.get(String(parameters.TopicArn))?.key };
    if (operation === 'CreateModelPackage') return { Version: String(this.#nextVersion(parameters)) };
    return {};
  }

  #nextVersion({ ModelPackageGroupName }: Called['parameters']): number {
    return (this.#versions.get(String(ModelPackageGroupName)) ?? 0) + 1;
  }

  #encrypted({ Bucket, Key }: Called['parameters']): Record<string, string | undefined> {
    if (!Key) return {};
    const bucket = this.#kept.buckets.get(String(Bucket));
    const arn = `arn:aws:s3:::${Bucket}`;
    const own = this.#objectKeys.get(`${Bucket}/${Key}`);
    return { KeyArn: own ?? bucket?.key, EncryptedArn: bucket?.isBucketKey ? arn : `${arn}/${Key}` };
  }

  async answer(call: Called, wire: Wire, session: Session): Promise<Answered> {
    const { service, operation, parameters } = call;
    if (service === 'sts') return answerSts(call, session, this.sessions);
    if (service === 'cloudwatch') {
      return failed(
        call,
        501,
        'NotImplemented',
        `The rehearsal decides about ${service}:${operation} and keeps nothing of it`,
      );
    }
    const broken = brokenRule(call, this.#region);
    if (broken) return failed(call, 400, 'ValidationException', broken);
    const ofJob = await this.jobs.answer(call, session);
    if (ofJob) return ofJob;
    const answered = await this.#moto.pass(wire, service);
    if (answered.status >= 300) return answered;
    if (service === 's3' && parameters.SSEKMSKeyId) {
      this.#objectKeys.set(`${parameters.Bucket}/${parameters.Key}`, String(parameters.SSEKMSKeyId));
    }
    if (operation === 'CreateModelPackage') {
      this.#versions.set(String(parameters.ModelPackageGroupName), this.#nextVersion(parameters));
    }
    return answered;
  }
}
