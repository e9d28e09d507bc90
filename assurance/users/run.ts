import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { venv } from '../install.ts';
import { parameterStore } from './aws.ts';

/**
 * Sample users, made by the docs alone: each takes a new repository, changes at most four files, and gets from public
 * data to a served model. What runs in AWS is run by the containers' own toolkits, and every request is built for a
 * region of each partition. `npm run users`, or `npm run users -- cars`.
 */
const users: Record<string, { data: string; instanceType: string }> = {
  cars: { data: 'cars.csv', instanceType: 'ml.m5.xlarge' },
  diabetes: { data: 'diabetes.parquet', instanceType: 'ml.c5.large' },
};
const regions = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'];
const root = new URL('../..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-users-'));
const bin = await venv('users/requirements.txt');
const python = join(bin, 'python');
const env = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

function expectThat(what: string, holds: boolean): void {
  console.log(`  ${holds ? '✓' : '✗'} ${what}`);
  if (!holds) process.exitCode = 1;
}

async function generate(name: string, region: string): Promise<string> {
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

async function requestIn(
  repository: string,
  instanceType: string,
): Promise<{ AlgorithmSpecification: { TrainingImage: string } }> {
  const { url, server } = await parameterStore(await parametersOf(repository));
  try {
    const { stdout } = await execa(
      python,
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

/** Lays a job's folder out as SageMaker does, and runs the archive that the launcher packs. */
async function trainInContainer(repository: string, train: string): Promise<string> {
  const base = join(scratch, 'container');
  rmSync(base, { recursive: true, force: true });
  for (const folder of ['input/config', 'input/data/code', 'model', 'output/data', 'code'])
    mkdirSync(join(base, folder), { recursive: true });
  cpSync(train, join(base, 'input/data/train'), { recursive: true });
  const pack =
    'import sys; from workload import archive, spec, vendored; sys.stdout.buffer.write(archive.code(vendored.packages(spec.read().image["use"])))';
  const { stdout } = await execa(python, ['-c', pack], {
    cwd: repository,
    env: { PYTHONPATH: 'ml' },
    encoding: 'buffer',
  });
  const code = join(base, 'input/data/code/sourcedir.tar.gz');
  writeFileSync(code, stdout);
  const channel = { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' };
  const config = (name: string, content: object) =>
    writeFileSync(join(base, 'input/config', name), JSON.stringify(content));
  config('hyperparameters.json', {
    seed: '"17"',
    sagemaker_program: '"train.py"',
    sagemaker_submit_directory: JSON.stringify(code),
    sagemaker_region: '"eu-west-1"',
  });
  config('inputdataconfig.json', { train: channel, code: channel });
  config('resourceconfig.json', { current_host: 'localhost', hosts: ['localhost'], network_interface_name: 'lo' });
  await execa(python, [join(here, 'container.py'), 'train'], {
    cwd: base,
    env: { SAGEMAKER_BASE_DIR: base, PATH: `${bin}:${process.env.PATH}` },
  });
  return join(base, 'model');
}

async function serve(archive: string, request: string, type: string): Promise<{ status: number; body: string }> {
  const folder = join(scratch, 'served');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await execa('tar', ['-xzf', archive, '-C', folder]);
  const { stdout } = await execa(python, [join(here, 'container.py'), 'serve', folder, type], {
    cwd: folder,
    input: request,
  });
  return JSON.parse(stdout);
}

async function user(name: string): Promise<void> {
  console.log(name);
  const { data, instanceType } = users[name] ?? { data: '', instanceType: '' };
  const repository = await generate(name, 'eu-west-1');
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

  const model = await trainInContainer(repository, join(repository, 'ml/output/data/train'));
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
  const answer = await serve(archive, request, 'application/json');
  expectThat(`is served by sagemaker-inference: ${answer.body}`, answer.status === 200);
  const refused = await serve(archive, JSON.stringify({ instances: [{ canary: 'canary-7f3a' }] }), 'application/json');
  expectThat(
    'a wrong request is the caller’s fault (400), and told without its values',
    refused.status === 400 && !refused.body.includes('canary-7f3a'),
  );

  for (const region of regions) {
    const place = region === 'eu-west-1' ? repository : await generate(name, region);
    const { AlgorithmSpecification } = await requestIn(place, instanceType);
    expectThat(
      `a request for ${region}: ${AlgorithmSpecification.TrainingImage}`,
      AlgorithmSpecification.TrainingImage.includes(region),
    );
    if (region === 'eu-west-1') {
      const proofs = await execa('npm', ['run', '-s', 'verify'], inRepository);
      expectThat('no proof goes red', proofs.exitCode === 0);
    }
  }
}

const asked = process.argv.slice(2);
try {
  for (const name of asked.length > 0 ? asked : Object.keys(users)) await user(name);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
