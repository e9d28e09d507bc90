import { join } from 'node:path';
import { asksOf } from '../operations/operations.ts';
import { type Answered, failed, json } from './answers.ts';
import { runProcessing, runTraining } from './container.ts';
import type { Gate } from './gate.ts';
import type { Moto } from './moto.ts';
import { Objects } from './objects.ts';
import type { Called } from './reading.ts';
import type { Session } from './sessions.ts';
import { isAllowed } from './verdict.ts';

type Parameters = Called['parameters'];

export interface Job {
  kind: 'Training' | 'Processing';
  name: string;
  request: Parameters;
  /** As Describe answers: InProgress, Completed, Failed, Stopped. */
  status: string;
  described: Record<string, unknown>;
  stop: AbortController;
  /** When it has ended. */
  ended: Promise<void>;
}

/** Where a container runs, and with what. */
export interface Bench {
  /** A folder of the rehearsal's own. */
  scratch: string;
  /** The folder of the Python that has the workload's packages. */
  bin: string;
  env: Record<string, string>;
  inside: string;
  region: string;
}

const seconds = () => Date.now() / 1000;

/** SageMaker's jobs: started as AWS would accept them, run as processes of this machine with the rights of the role they were given. */
export class Jobs {
  readonly all = new Map<string, Job>();
  readonly #gate: Gate;
  readonly #moto: Moto;
  readonly #bench: Bench;
  readonly #place: { partition: string; region: string; account: string };
  onEnd: (job: Job) => void = () => undefined;
  #isOver = false;

  constructor(gate: Gate, moto: Moto, bench: Bench, place: { partition: string; region: string; account: string }) {
    this.#gate = gate;
    this.#moto = moto;
    this.#bench = bench;
    this.#place = place;
  }

  /** Answers calls about jobs; undefined for all others. */
  async answer(call: Called, _session: Session): Promise<Answered | undefined> {
    const [, verb, noun] = /^(Create|Describe|Stop|List)(Training|Processing)Jobs?$/.exec(call.operation) ?? [];
    if (call.service !== 'sagemaker' || !verb) return undefined;
    const kind = noun as Job['kind'];
    if (verb === 'List') {
      const found = [...this.all.values()].filter((job) => job.kind === kind);
      return json({ [`${kind}JobSummaries`]: found.map(({ described }) => described) });
    }
    const name = String(call.parameters[`${kind}JobName`]);
    const known = this.all.get(name);
    if (verb === 'Create') {
      if (known) return failed(call, 400, 'ResourceInUse', `Job ${name} already exists`);
      if (this.#isOver) return failed(call, 503, 'ServiceUnavailable', 'The rehearsal is over');
      return json({ [`${kind}JobArn`]: this.#start(kind, name, call.parameters) });
    }
    if (!known) return failed(call, 400, 'ValidationException', 'Requested resource not found.');
    if (verb === 'Stop') known.stop.abort();
    return json(verb === 'Stop' ? {} : known.described);
  }

  #start(kind: Job['kind'], name: string, request: Parameters): string {
    const { partition, region, account } = this.#place;
    const arn = `arn:${partition}:sagemaker:${region}:${account}:${kind.toLowerCase()}-job/${name}`;
    const described = {
      ...request,
      [`${kind}JobArn`]: arn,
      [`${kind}JobStatus`]: 'InProgress',
      ...(kind === 'Training' && { SecondaryStatus: 'Starting' }),
      CreationTime: seconds(),
    };
    const job: Job = {
      kind,
      name,
      request,
      status: 'InProgress',
      described,
      stop: new AbortController(),
      ended: Promise.resolve(),
    };
    this.all.set(name, job);
    job.ended = this.#run(job).then(() => this.onEnd(job));
    // Ctrl-C ends moto too, and then no log can be written: whoever asks for the job next is told, and nobody waits for it.
    job.ended.catch(() => undefined);
    return arn;
  }

  async #run(job: Job): Promise<void> {
    const { kind, request, stop } = job;
    const role = String(request.RoleArn).split('/').at(-1);
    const principal = `arn:${this.#place.partition}:sts::${this.#place.account}:assumed-role/${role}/SageMaker`;
    const session = this.#gate.sessions.open(`${kind.toLowerCase()} job`, principal);
    const lines: string[] = [];
    let end: Record<string, unknown>;
    try {
      this.#assertRole(kind, request, session);
      const objects = new Objects(this.#gate, session);
      const folder = join(this.#bench.scratch, job.name);
      const made =
        kind === 'Training'
          ? await runTraining(request, objects, folder, this.#bench, lines, stop.signal)
          : await runProcessing(request, objects, folder, { ...this.#bench, session }, lines, stop.signal);
      end = {
        [`${kind}JobStatus`]: 'Completed',
        ...(kind === 'Training' && { SecondaryStatus: 'Completed' }),
        ...made,
      };
    } catch (error) {
      const status = stop.signal.aborted ? 'Stopped' : 'Failed';
      // Amazon SageMaker API Reference, "DescribeTrainingJob": at most 1024 characters.
      const reason = (error as Error).message.slice(0, 1024);
      end = {
        [`${kind}JobStatus`]: status,
        ...(kind === 'Training' && { SecondaryStatus: status }),
        FailureReason: reason,
      };
    }
    await this.#log(job, lines);
    job.status = String(end[`${kind}JobStatus`]);
    job.described = { ...job.described, ...end, [`${kind}EndTime`]: seconds() };
  }

  /** What the service does with the role before the container starts: its network, its volume, its log. */
  #assertRole(kind: Job['kind'], request: Parameters, session: Session): void {
    const { role } = asksOf('sagemaker', `Create${kind}Job`, request, this.#place);
    const verdicts = role.map((asked) => this.#gate.ask(asked, session, 'inside'));
    this.#gate.told.push({
      session,
      source: 'inside',
      call: {
        service: 'sagemaker',
        operation: `start of the ${kind.toLowerCase()} job`,
        parameters: {},
        protocol: 'json',
      },
      verdicts,
      allowed: verdicts.every(isAllowed),
    });
    const refused = verdicts.find((verdict) => !isAllowed(verdict));
    if (refused) throw new Error(`ClientError: ${this.#gate.refusal(session, refused)}`);
  }

  async #log({ kind, name }: Job, lines: string[]): Promise<void> {
    const logGroupName = `/aws/sagemaker/${kind}Jobs`;
    const logStreamName = `${name}/algo-1`;
    // The group is the service's, made with the first job.
    await this.#moto.call('logs', 'CreateLogGroup', { logGroupName }).catch(() => undefined);
    await this.#moto.call('logs', 'CreateLogStream', { logGroupName, logStreamName });
    const logEvents = lines.filter(Boolean).map((message) => ({ timestamp: Date.now(), message }));
    if (logEvents.length > 0) await this.#moto.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
  }

  /** Ends all jobs. A call that was on its way starts no other. */
  async stop(): Promise<void> {
    this.#isOver = true;
    for (const { stop } of this.all.values()) stop.abort();
    await Promise.all([...this.all.values()].map(({ ended }) => ended.catch(() => undefined)));
  }
}
