import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { venv } from '../install.ts';
import { parameterStore } from './aws.ts';
import { serve, trainInContainer } from './container.ts';
import { writeUser } from './part.ts';

interface User {
  data: string;
  instanceType: string;
  image: string;
  /** The state of the requirements that has what this user needs beside the others. */
  packages?: string;
  /** What the documentation has them type before they change a file. */
  adds?: string[];
}

/**
 * Sample users, made by the docs alone: each takes a new repository, changes at most four files, and gets from public
 * data to a served model. What runs in AWS is run by the containers' own toolkits, and every request is built for a
 * region of each partition. `npm run users`, or `npm run users -- cars`. PyTorch's user has to be named, since PyPI's
 * wheel for Linux brings CUDA along: `npm run users -- digits`. What each meets is written into docs/assurance.md.
 */
const users: Record<string, User> = {
  cars: { data: 'cars.csv', instanceType: 'ml.m5.xlarge', image: 'sagemaker-xgboost:' },
  diabetes: { data: 'diabetes.parquet', instanceType: 'ml.c5.large', image: 'sagemaker-scikit-learn:' },
  digits: {
    data: 'digits.csv',
    instanceType: 'ml.g5.xlarge',
    image: 'pytorch-training:2.6.0-gpu',
    packages: 'users/pytorch.txt',
    adds: ['add', 'instance-type', 'gpu', '--set', 'instanceType=ml.g5.xlarge'],
  },
};
const regions = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'];
const root = new URL('../..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-users-'));
const env = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let said: string[] = [];
function expectThat(what: string, holds: boolean): void {
  const line = `${holds ? '✓' : '✗'} ${what}`;
  console.log(`  ${line}`);
  said.push(line);
  if (!holds) process.exitCode = 1;
}

async function generate(name: string, region: string, bin: string): Promise<string> {
  const directory = join(scratch, region, name);
  mkdirSync(join(scratch, region), { recursive: true });
  const words = [
    directory,
    '--yes',
    '--no-install',
    '--set',
    `region=${region}`,
    '--set',
    'alerting.emails=a@example.com',
  ];
  await execa('npx', ['tsx', join(root, 'src/bin.ts'), ...words], { cwd: root, env });
  await execa('ln', ['-s', join(root, 'node_modules'), join(directory, 'node_modules')]);
  await execa('ln', ['-s', join(bin, '..'), join(directory, 'ml/.venv')]);
  const { adds } = users[name] ?? {};
  if (adds) {
    await execa('npx', ['tsx', join(root, 'src/bin.ts'), ...adds, '--yes', '--trust-repository'], {
      cwd: directory,
      env,
    });
    await execa('git', ['commit', '--quiet', '--all', '--message', 'Add what the documentation says'], {
      cwd: directory,
      env,
    });
  }
  cpSync(join(here, name, 'ml'), join(directory, 'ml'), { recursive: true });
  return directory;
}

/** What the templates publish in Parameter Store, with a made-up value where they refer to what is deployed. */
async function parametersOf(repository: string): Promise<Record<string, string>> {
  await execa('npm', ['run', '-s', 'synth'], { cwd: repository, env: { CDK_VALIDATION: 'false' } });
  const found: Record<string, string> = {};
  const files = readdirSync(join(repository, 'cdk.out'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((path) => path.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(repository, 'cdk.out', file), 'utf8'));
    for (const { Type, Properties } of Object.values<{ Type: string; Properties: { Name: string; Value: unknown } }>(
      Resources ?? {},
    )) {
      if (Type !== 'AWS::SSM::Parameter') continue;
      found[Properties.Name] =
        typeof Properties.Value === 'string' ? Properties.Value : `made-up-${Properties.Name.split('/').at(-1)}`;
    }
  }
  return found;
}

interface TrainingRequest {
  AlgorithmSpecification: { TrainingImage: string };
  ResourceConfig: { InstanceType: string; VolumeKmsKeyId?: string };
}

async function requestIn(repository: string, instanceType: string, bin: string): Promise<TrainingRequest> {
  const { url, server } = await parameterStore(await parametersOf(repository));
  try {
    const { stdout } = await execa(
      join(bin, 'python'),
      ['-m', 'workload.launch', 'train', '--instance-type', instanceType, '--dry-run'],
      {
        cwd: repository,
        env: { PYTHONPATH: 'ml', AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' },
      },
    );
    return JSON.parse(stdout);
  } finally {
    server.close();
  }
}

async function user(name: string): Promise<void> {
  console.log(name);
  const asked = users[name];
  if (!asked) throw new Error(`Unknown user ${name}: one of ${Object.keys(users).join(', ')}`);
  const { data, instanceType, image, packages = 'users/requirements.txt' } = asked;
  const bin = await venv(packages);
  const python = join(bin, 'python');
  const repository = await generate(name, 'eu-west-1', bin);
  const inRepository = { cwd: repository, env, reject: false } as const;
  await execa('git', ['add', '--all'], inRepository);
  const { stdout: stat } = await execa(
    'git',
    ['diff', '--cached', '--stat', '--', ':!node_modules', ':!ml/.venv'],
    inRepository,
  );
  expectThat(
    `changes at most four files: ${stat.trim().split('\n').at(-1)?.trim()}`,
    stat.trim().split('\n').length - 1 <= 4,
  );
  const file = join(scratch, data);
  await execa(python, [join(here, 'data.py'), name, file]);
  const words = (script: string, ...more: string[]) =>
    execa(python, ['-m', `workload.${script}`, '--local', ...more], { ...inRepository, env: { PYTHONPATH: 'ml' } });

  const tests = await execa(python, ['-m', 'pytest', 'ml/tests'], { ...inRepository, env: { PYTHONPATH: 'ml' } });
  expectThat(`the tests pass: ${tests.stdout.split('\n').at(-1)}`, tests.exitCode === 0);
  const trained = await words('train', '--data', file);
  expectThat(`trains here: ${trained.stdout.replaceAll('\n', ' ')}${trained.stderr}`, trained.exitCode === 0);
  const evaluated = await words('evaluate');
  expectThat(`meets its bounds on held-out data${evaluated.stderr}`, evaluated.exitCode === 0);

  const model = await trainInContainer(scratch, repository, join(repository, 'ml/output/data/train'), bin);
  expectThat('the archive trains by sagemaker-training', existsSync(join(model, 'manifest.json')));
  const same =
    readFileSync(join(model, 'manifest.json'), 'utf8') ===
    readFileSync(join(repository, 'ml/output/model/manifest.json'), 'utf8');
  expectThat('and makes the same model as here', same);

  const { features } = JSON.parse(readFileSync(join(repository, 'ml/model.json'), 'utf8'));
  const [row] = JSON.parse(
    (
      await execa(python, [
        '-c',
        `import json, pandas, sys; read = pandas.read_parquet if ${JSON.stringify(file)}.endswith("parquet") else pandas.read_csv; print(read(${JSON.stringify(file)}).head(1).to_json(orient="records"))`,
      ])
    ).stdout,
  );
  const request = JSON.stringify({
    instances: [Object.fromEntries(Object.keys(features).map((key) => [key, row[key]]))],
  });
  const archive = join(repository, 'ml/output/evaluated/model.tar.gz');
  const answer = await serve(scratch, archive, request, bin);
  expectThat(`is served by sagemaker-inference: ${answer.body}`, answer.status === 200);
  const refused = await serve(scratch, archive, JSON.stringify({ instances: [{ canary: 'canary-7f3a' }] }), bin);
  expectThat(
    'a wrong request is the caller’s fault (400), and told without its values',
    refused.status === 400 && !refused.body.includes('canary-7f3a'),
  );

  for (const region of regions) {
    const place = region === 'eu-west-1' ? repository : await generate(name, region, bin);
    const { AlgorithmSpecification, ResourceConfig } = await requestIn(place, instanceType, bin);
    const { TrainingImage } = AlgorithmSpecification;
    const { InstanceType, VolumeKmsKeyId } = ResourceConfig;
    // SageMaker API Reference, "ResourceConfig": a type with local disks takes no key.
    expectThat(
      `a request for ${region}: ${TrainingImage} on ${InstanceType}, ${VolumeKmsKeyId ? 'volume key' : 'no volume key'}`,
      TrainingImage.includes(region) &&
        TrainingImage.includes(image) &&
        InstanceType === instanceType &&
        (VolumeKmsKeyId === undefined) === instanceType.startsWith('ml.g5.'),
    );
    if (region === 'eu-west-1') {
      const proofs = await execa('npm', ['run', '-s', 'verify'], inRepository);
      expectThat('no proof goes red', proofs.exitCode === 0);
    }
  }
}

const asked = process.argv.slice(2);
try {
  for (const name of asked.length > 0 ? asked : Object.keys(users).filter((name) => !users[name]?.packages)) {
    said = [];
    await user(name);
    writeUser(name, said);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
