import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Alone } from './alone.ts';
import { belongs } from './callers.ts';
import { contextOf } from './simulate.ts';
import { keys, providers } from './vocabulary.ts';

/** Puts questions to iam-rs, a crate that cargo builds (test/oracle/iam-rs/). */

const manifest = fileURLToPath(new URL('iam-rs/Cargo.toml', import.meta.url));
const target = fileURLToPath(new URL('../../node_modules/.cache/iam-rs', import.meta.url));

export const hasCargo = (): boolean => spawnSync('cargo', ['--version']).status === 0;

/** iam-rs compares Bool with booleans alone. */
const valueFor = (name: string, value: string | string[]) => (keys[name]?.type === 'Bool' ? value === 'true' : value);

const principalOf = (principal: string) => {
  if (!belongs(principal)) return providers.includes(principal) ? { Federated: principal } : { Service: principal };
  return { AWS: principal };
};

const questionOf = ({ layer, case: each, policies }: Alone) => {
  const { principal, action, resource } = each.request;
  const context = contextOf(each);
  return {
    request: {
      Principal: principalOf(principal),
      Action: action,
      Resource: resource,
      Context: Object.fromEntries(Object.entries(context).map(([name, value]) => [name, valueFor(name, value)])),
    },
    policies,
    anyResource: layer === 'resource' && action.startsWith('sts:'),
  };
};

/** `Allow`, `Deny`, `NotApplicable`, or `refused: ` and why; one for each question. */
export const askIamRs = (questions: Alone[]): string[] => {
  const { status, stdout, stderr } = spawnSync(
    'cargo',
    ['run', '--quiet', '--release', '--manifest-path', manifest, '--target-dir', target],
    {
      input: questions.map((each) => `${JSON.stringify(questionOf(each))}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  if (status !== 0) throw new Error(`iam-rs did not answer: ${stderr.slice(-2000)}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers;
};
