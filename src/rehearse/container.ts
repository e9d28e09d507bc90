import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { environmentFor } from '../children/environment.ts';
import type { Bench } from './jobs.ts';
import type { Objects } from './objects.ts';
import type { Called } from './reading.ts';
import { type Session, variables } from './sessions.ts';
import { failureIn, hasToolkit, writeJobFolder } from './toolkit.ts';

type Parameters = Called['parameters'];

interface Channel {
  ChannelName: string;
  DataSource: { S3DataSource: { S3Uri: string } };
}
interface Input {
  InputName: string;
  S3Input: { S3Uri: string; LocalPath: string };
}
interface Output {
  OutputName: string;
  S3Output: { S3Uri: string; LocalPath: string };
}

const longestSeconds = 600;

let cutting: Promise<string[]> | undefined;

/** What is before a program whose network is cut off: a namespace without any, where the kernel lets one have it; else nothing. */
export function cutOff(): Promise<string[]> {
  const words = ['unshare', '--user', '--map-root-user', '--net'];
  cutting ??= execa('unshare', [...words.slice(1), 'true'], {
    env: environmentFor('repository'),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  }).then(({ exitCode }) => (exitCode === 0 ? words : []));
  return cutting;
}

/** Runs one program of a container; its output goes to `lines`, and an exit code other than 0 is the job's failure. */
export async function runProgram(
  words: [string, ...string[]],
  options: { cwd: string; env: Record<string, string>; signal: AbortSignal; seconds: number; isIsolated: boolean },
  lines: string[],
): Promise<void> {
  const [program = '', ...rest] = [...(options.isIsolated ? await cutOff() : []), ...words];
  const {
    exitCode,
    all = '',
    stderr = '',
    timedOut,
  } = await execa(program, rest, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    cancelSignal: options.signal,
    timeout: Math.min(options.seconds, longestSeconds) * 1000,
    maxBuffer: 16 * 1024 * 1024,
  });
  lines.push(...all.split('\n'));
  if (timedOut) throw new Error('ClientError: the job ran into its MaxRuntimeInSeconds');
  if (options.signal.aborted) throw new Error('The job was stopped');
  // What a program says last it says on stderr; what it printed before may come later.
  const last = (stderr.trim() || all.trim()).split('\n').at(-1) ?? '';
  if (exitCode !== 0) throw new Error(`AlgorithmError: exit code ${exitCode ?? 'none'}: ${last}`);
}

const secondsOf = ({ StoppingCondition }: Parameters) =>
  Number((StoppingCondition as { MaxRuntimeInSeconds?: number } | undefined)?.MaxRuntimeInSeconds ?? longestSeconds);

/** A container has /opt/ml and /tmp for itself; a process of this machine has a folder in their place. */
const here = (text: string, folder: string) =>
  text.replaceAll('/opt/ml', join(folder, 'opt/ml')).replaceAll('/tmp/code', join(folder, 'tmp/code'));

/** Python reads this before any program: sources that name a container's paths are compiled with the folder's in their place. */
function site(folder: string): string {
  const place = join(folder, 'site');
  mkdirSync(place, { recursive: true });
  const lines = [
    'import importlib.machinery as machinery',
    'import os',
    'read = machinery.SourceFileLoader.get_data',
    '',
    'def read_here(loader, path):',
    '    content = read(loader, path)',
    `    if not (path.endswith(".py") and os.path.abspath(path).startswith(${JSON.stringify(`${folder}/`)})):`,
    '        return content',
    `    return content.replace(b"/opt/ml", ${JSON.stringify(join(folder, 'opt/ml'))}.encode())`,
    '',
    'machinery.SourceFileLoader.get_data = read_here',
  ];
  writeFileSync(join(place, 'sitecustomize.py'), `${lines.join('\n')}\n`);
  return place;
}

async function unpack(archive: string, into: string, folder: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  await execa('tar', ['-xzf', archive, '-C', into], { env: environmentFor('repository'), extendEnv: false });
  for (const name of readdirSync(into, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.py')) continue;
    const file = join(into, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('/opt/ml', join(folder, 'opt/ml')));
  }
}

const path = ({ bin, env }: Bench) => [bin, env.PATH].join(delimiter);

/** What a container starts, where, and with which variables beside those that every one has. */
interface Start {
  words: [string, ...string[]];
  cwd: string;
  env: Record<string, string>;
}

/**
 * Script mode, as aws/sagemaker-training-toolkit has it ("ENVIRONMENT_VARIABLES.md"): the archive's program, hyperparameters as
 * flags, a folder for each channel.
 */
async function scriptMode(
  python: string,
  given: Record<string, string>,
  channels: string[],
  folder: string,
): Promise<Start> {
  const root = join(folder, 'opt/ml');
  const cwd = join(root, 'code');
  await unpack(here(given.sagemaker_submit_directory ?? '', folder), cwd, folder);
  const flags = Object.entries(given)
    .filter(([name]) => !name.startsWith('sagemaker_'))
    .flatMap(([name, value]) => [`--${name}`, value]);
  const folders = channels.map((name) => [`SM_CHANNEL_${name.toUpperCase()}`, join(root, 'input/data', name)]);
  const hosts = { SM_HOSTS: '["algo-1"]', SM_CURRENT_HOST: 'algo-1', SM_MODEL_DIR: join(root, 'model') };
  return {
    words: [python, given.sagemaker_program ?? 'train.py', ...flags],
    cwd,
    env: { ...Object.fromEntries(folders), ...hosts },
  };
}

/** The toolkit of AWS's framework containers itself, which reads the job's folder, unpacks the code and starts the program. */
function throughToolkit(python: string, given: Record<string, string>, channels: string[], folder: string): Start {
  const root = join(folder, 'opt/ml');
  const placed = Object.entries(given).map(([name, value]) => [name, here(value, folder)]);
  writeJobFolder(root, Object.fromEntries(placed), channels);
  const env = { SAGEMAKER_BASE_DIR: root, PYTHONPATH: site(folder) };
  return { words: [python, '-m', 'sagemaker_training.cli.train'], cwd: root, env };
}

/** Starts a training job's container. Isolated or not, it gets no credentials: the workload's training needs none. */
export async function runTraining(
  request: Parameters,
  objects: Objects,
  folder: string,
  bench: Bench,
  lines: string[],
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const root = join(folder, 'opt/ml');
  for (const { ChannelName, DataSource } of (request.InputDataConfig ?? []) as Channel[]) {
    const into = join(root, 'input/data', ChannelName);
    const found = await objects.download(DataSource.S3DataSource.S3Uri, into);
    // Amazon SageMaker answers an empty prefix so (amazon-sagemaker-examples issue 2489).
    if (found === 0)
      throw new Error(
        `ClientError: Data download failed: No S3 objects found under S3 URL "${DataSource.S3DataSource.S3Uri}"`,
      );
  }
  const model = join(root, 'model');
  mkdirSync(model, { recursive: true });
  const python = join(bench.bin, 'python');
  const given = (request.HyperParameters ?? {}) as Record<string, string>;
  const channels = ((request.InputDataConfig ?? []) as Channel[]).map(({ ChannelName }) => ChannelName);
  const begin = (await hasToolkit(python, bench.env)) ? throughToolkit : scriptMode;
  const { words, cwd, env: own } = await begin(python, given, channels, folder);
  const env = { ...bench.env, PATH: path(bench), ...own };
  const isIsolated = request.EnableNetworkIsolation === true;
  await runProgram(words, { cwd, env, signal, seconds: secondsOf(request), isIsolated }, lines).catch(
    (error: Error) => {
      throw new Error(failureIn(root) ?? error.message);
    },
  );
  const { S3OutputPath = '', KmsKeyId } = (request.OutputDataConfig ?? {}) as {
    S3OutputPath?: string;
    KmsKeyId?: string;
  };
  await execa('tar', ['-czf', join(folder, 'model.tar.gz'), '-C', model, '.'], {
    env: environmentFor('repository'),
    extendEnv: false,
  });
  const uri = `${S3OutputPath.replace(/\/$/, '')}/${request.TrainingJobName}/output/model.tar.gz`;
  await objects.put(uri, readFileSync(join(folder, 'model.tar.gz')), KmsKeyId);
  return { ModelArtifacts: { S3ModelArtifacts: uri }, FinalMetricDataList: metricsIn(request, lines) };
}

/** Amazon SageMaker Developer Guide, "Define Training Metrics": the last match of each expression in the log. */
function metricsIn(request: Parameters, lines: string[]): { MetricName: string; Value: number }[] {
  const { MetricDefinitions = [] } = (request.AlgorithmSpecification ?? {}) as {
    MetricDefinitions?: { Name: string; Regex: string }[];
  };
  return MetricDefinitions.flatMap(({ Name, Regex }) => {
    const values = lines.flatMap((line) => new RegExp(Regex).exec(line)?.[1] ?? []);
    return values.length > 0 ? [{ MetricName: Name, Value: Number(values.at(-1)), Timestamp: Date.now() / 1000 }] : [];
  });
}

/** "How Amazon SageMaker Processing Configures Input and Output": inputs are brought, the entry point runs, outputs are taken. */
export async function runProcessing(
  request: Parameters,
  objects: Objects,
  folder: string,
  bench: Bench & { session: Session },
  lines: string[],
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  for (const { S3Input } of (request.ProcessingInputs ?? []) as Input[]) {
    const into = here(S3Input.LocalPath, folder);
    mkdirSync(into, { recursive: true });
    await objects.download(S3Input.S3Uri, into);
  }
  const { Outputs = [], KmsKeyId } = (request.ProcessingOutputConfig ?? {}) as {
    Outputs?: Output[];
    KmsKeyId?: string;
  };
  for (const { S3Output } of Outputs) mkdirSync(here(S3Output.LocalPath, folder), { recursive: true });
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const { ContainerEntrypoint = [], ContainerArguments = [] } = request.AppSpecification as Record<string, string[]>;
  const words = [...ContainerEntrypoint, ...ContainerArguments].map((word) => here(word, folder)) as [
    string,
    ...string[],
  ];
  const env = {
    ...bench.env,
    PATH: path(bench),
    PYTHONPATH: site(folder),
    ...variables(bench.session, bench.inside, bench.region),
  };
  const { EnableNetworkIsolation } = (request.NetworkConfig ?? {}) as { EnableNetworkIsolation?: boolean };
  const isIsolated = EnableNetworkIsolation === true;
  await runProgram(words, { cwd: folder, env, signal, seconds: secondsOf(request), isIsolated }, lines);
  for (const { S3Output } of Outputs) await objects.upload(here(S3Output.LocalPath, folder), S3Output.S3Uri, KmsKeyId);
  return {};
}
