import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { readBelow } from '../files/read.ts';

const looked = new Map<string, Promise<boolean>>();

/** Has a Python sagemaker-training, with which AWS's framework containers start a job? */
export function hasToolkit(python: string, env: Record<string, string>): Promise<boolean> {
  const words = [
    '-c',
    'import sys; from importlib.util import find_spec; sys.exit(not find_spec("sagemaker_training"))',
  ];
  const known =
    looked.get(python) ??
    execa(python, words, { env, extendEnv: false, reject: false, stdin: 'ignore' }).then(
      ({ exitCode }) => exitCode === 0,
    );
  looked.set(python, known);
  return known;
}

/** This machine does not know a container's host by the name that SageMaker gives it, and the toolkit looks it up. */
export const host = 'localhost';

/**
 * A job's folder as SageMaker lays it out: Amazon SageMaker Developer Guide, "How Amazon SageMaker AI Provides Training
 * Information". Every hyperparameter is a text there, as the request has it.
 */
export function writeJobFolder(root: string, hyperparameters: Record<string, string>, channels: string[]): void {
  const config = join(root, 'input/config');
  for (const folder of [config, join(root, 'output/data')]) mkdirSync(folder, { recursive: true });
  const channel = { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' };
  const files = {
    hyperparameters,
    inputdataconfig: Object.fromEntries(channels.map((name) => [name, channel])),
    resourceconfig: { current_host: host, hosts: [host], network_interface_name: 'lo' },
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(config, `${name}.json`), JSON.stringify(content));
  }
}

/** Far more than the 1,024 characters that DescribeTrainingJob shows of it: Amazon SageMaker API Reference, "FailureReason". */
const mostReason = 64 * 1024;

/** What a job's program left as the reason of its failure, as DescribeTrainingJob begins it; undefined: nothing. */
export function failureIn(root: string): string | undefined {
  const left = readBelow(root, 'output/failure', mostReason);
  return left && `AlgorithmError: ${left.toString().trim()}`;
}
