import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './lines.ts';

/** A call of a script: the service as the CLI or boto3 has it, and the operation. */
export interface ScriptCall {
  service: string;
  operation: string;
  file: string;
}

const filesIn = (directory: string, folder: string, end: string) =>
  readdirSync(join(directory, folder)).flatMap((file) => (file.endsWith(end) ? [`${folder}/${file}`] : []));

/** `['ec2', 'describe-vpcs'`: the words that doctor gives to the CLI. */
export function calledByDoctor(directory: string): ScriptCall[] {
  const files = filesIn(directory, 'doctor', '.mjs');
  return files.flatMap((file) =>
    [
      ...readFileSync(join(directory, file), 'utf8').matchAll(/\[\s*'([a-z0-9-]+)',\s*'([a-z0-9]+(?:-[a-z0-9]+)+)'/g),
    ].map(([, service = '', operation = '']) => ({ service, operation, file })),
  );
}

/** Modules that a person starts on their own machine; the others run in a job, with the job's role. */
const startedByPeople = { jobs: ['launch', 'start', 'watch', 'settings'], pipeline: ['execute', 'settings'] };

/** `sagemaker.create_training_job(`, and what a paginator or waiter asks for. */
export function calledByLaunchers(directory: string, starts: keyof typeof startedByPeople): ScriptCall[] {
  const files = filesIn(directory, 'ml/workload', '.py').filter((file) =>
    startedByPeople[starts].some((name) => file.endsWith(`/${name}.py`)),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(directory, file), 'utf8');
    const plain = [...text.matchAll(/\b(sagemaker|s3|ssm)\.((?!get_paginator|get_waiter)[a-z0-9]+(?:_[a-z0-9]+)+)\(/g)];
    const paged = [...text.matchAll(/\b(sagemaker|s3|ssm)\.get_paginator\(\s*"([a-z_]+)"/g)];
    // One class starts and watches jobs of both kinds: f"create_{self.noun.lower()}_job".
    const ofKinds = [...text.matchAll(/getattr\((sagemaker), f"([a-z]+)_\{[^}]*\}_job"\)/g)].flatMap(
      ([, service, verb]) => ['training', 'processing'].map((kind) => ['', service, `${verb}_${kind}_job`]),
    );
    return [...plain, ...paged, ...ofKinds].map(([, service = '', operation = '']) => ({ service, operation, file }));
  });
}

/** Scripts that hand over to the roles of the CDK's bootstrap, which an administrator may take and no role of people. */
export const deploys = ({ operation, words, options }: CommandLine): boolean =>
  ['deploy', 'destroy', 'live-test'].includes(operation) ||
  (operation === 'cdk' && !words.includes('bootstrap') && !('help' in options));

export const bootstraps = ({ operation, words }: CommandLine): boolean =>
  operation === 'cdk' && words.includes('bootstrap');
