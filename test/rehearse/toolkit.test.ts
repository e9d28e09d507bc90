import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { failureIn, hasToolkit, writeJobFolder } from '../../src/rehearse/toolkit.ts';

const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-toolkit-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('lays a job’s folder out as SageMaker does, with each hyperparameter as the text that the request has', () => {
  writeJobFolder(scratch, { seed: '17', sagemaker_program: 'train.py' }, ['train', 'code']);
  const config = (name: string) => JSON.parse(readFileSync(join(scratch, `input/config/${name}.json`), 'utf8'));
  expect(config('hyperparameters')).toEqual({ seed: '17', sagemaker_program: 'train.py' });
  expect(Object.keys(config('inputdataconfig'))).toEqual(['train', 'code']);
  expect(config('resourceconfig').hosts).toContain(config('resourceconfig').current_host);
});

it('tells why a job failed in the words that its program left, and nothing where it left none', () => {
  expect(failureIn(scratch)).toBeUndefined();
  writeFileSync(join(scratch, 'output/failure'), 'ExecuteUserScriptError:\nExitCode 1\n');
  expect(failureIn(scratch)).toBe('AlgorithmError: ExecuteUserScriptError:\nExitCode 1');
});

it.skipIf(process.platform === 'win32')('asks the Python of the job whether it has the toolkit', async () => {
  const python = (name: string, code: number) => {
    mkdirSync(join(scratch, name));
    const file = join(scratch, name, 'python');
    writeFileSync(file, `#!/bin/sh\ncase "$2" in *sagemaker_training*) exit ${code};; esac\n`, { mode: 0o755 });
    return file;
  };
  expect(await hasToolkit(python('with', 0), {})).toBe(true);
  expect(await hasToolkit(python('without', 1), {})).toBe(false);
});
