import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const here = new URL('.', import.meta.url).pathname;

/** Lays a job's folder out as SageMaker does, and runs the archive that the launcher packs. */
export async function trainInContainer(
  scratch: string,
  repository: string,
  train: string,
  bin: string,
): Promise<string> {
  const base = join(scratch, 'container');
  rmSync(base, { recursive: true, force: true });
  for (const folder of ['input/config', 'input/data/code', 'model', 'output/data', 'code'])
    mkdirSync(join(base, folder), { recursive: true });
  cpSync(train, join(base, 'input/data/train'), { recursive: true });
  const pack =
    'import sys; from workload import archive, spec, vendored; sys.stdout.buffer.write(archive.code(vendored.packages(spec.read().image["use"])))';
  const { stdout } = await execa(join(bin, 'python'), ['-c', pack], {
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
  await execa(join(bin, 'python'), [join(here, 'container.py'), 'train'], {
    cwd: base,
    env: { SAGEMAKER_BASE_DIR: base, PATH: `${bin}:${process.env.PATH}` },
  });
  return join(base, 'model');
}

export async function serve(
  scratch: string,
  archive: string,
  request: string,
  bin: string,
): Promise<{ status: number; body: string }> {
  const folder = join(scratch, 'served');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await execa('tar', ['-xzf', archive, '-C', folder]);
  const { stdout } = await execa(
    join(bin, 'python'),
    [join(here, 'container.py'), 'serve', folder, 'application/json'],
    {
      cwd: folder,
      input: request,
    },
  );
  return JSON.parse(stdout);
}
