import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { App, type Stack as CdkStack, Duration, Stack } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { execa } from 'execa';
import { readAssemblies } from '../templates/judge/read/assembly.ts';
import { cache } from './install.ts';
import type { Subject } from './judges/judge.ts';
import { policiesIn, templatesIn } from './synthesize.ts';

/** Somebody else's infrastructure for machine learning, to compare with: AWS's own construct with its own defaults. */
export const sample = {
  name: 'aws-lambda-sagemakerendpoint of AWS Solutions Constructs',
  version: '2.105.0',
  how: 'the JavaScript in the wheel of PyPI, in one stack, with the properties that its README gives as the minimum',
};

type Construct = new (scope: CdkStack, id: string, props: object) => unknown;

/** The npm packages that the wheels carry, unpacked as node_modules. Wheels are held to the hashes in sample.txt. */
async function unpack(python: string): Promise<string> {
  const directory = join(cache, `sample-${sample.version}`);
  if (existsSync(directory)) return directory;
  const making = `${directory}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  const requirements = new URL('sample.txt', import.meta.url).pathname;
  const words = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--target', making];
  await execa(`${python}/python`, [...words, '--requirement', requirements], { stderr: 'inherit' });
  const scope = join(making, 'node_modules/@aws-solutions-constructs');
  for (const name of ['core', 'aws-lambda-sagemakerendpoint']) {
    const wheel = join(making, 'aws_solutions_constructs', name.replaceAll('-', '_'), '_jsii');
    const archive = readdirSync(wheel).find((file) => file.endsWith('.tgz')) ?? '';
    mkdirSync(join(scope, name), { recursive: true });
    await execa('tar', ['xzf', join(wheel, archive), '-C', join(scope, name), '--strip-components=1']);
  }
  renameSync(making, directory);
  return directory;
}

export async function sampleSubject(directory: string, python: string): Promise<Subject> {
  const unpacked = await unpack(python);
  const require = createRequire(join(unpacked, 'app.cjs'));
  const { LambdaToSagemakerEndpoint } = require('@aws-solutions-constructs/aws-lambda-sagemakerendpoint') as {
    LambdaToSagemakerEndpoint: Construct;
  };
  const outdir = join(directory, 'cdk.out');
  mkdirSync(directory, { recursive: true });
  symlinkSync(join(unpacked, 'node_modules'), join(directory, 'node_modules'));
  const app = new App({ outdir });
  new LambdaToSagemakerEndpoint(new Stack(app, 'Sample'), 'Pattern', {
    modelProps: {
      primaryContainer: {
        image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:latest',
        modelDataUrl: 's3://models/linear-learner/model.tar.gz',
      },
    },
    lambdaFunctionProps: {
      runtime: Runtime.PYTHON_3_13,
      code: Code.fromInline('def handler(event, context):\n    pass\n'),
      handler: 'index.handler',
      timeout: Duration.minutes(5),
      memorySize: 128,
    },
  });
  app.synth({ skipValidation: true });
  const assemblies = readAssemblies(outdir);
  return {
    directory,
    app,
    templates: templatesIn(outdir),
    resources: assemblies.flatMap(({ resources }) => resources),
    policies: assemblies.flatMap(policiesIn),
    events: [],
  };
}
