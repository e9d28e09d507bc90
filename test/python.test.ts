import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shareVenv } from './support/venv.ts';

const root = new URL('..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'secure-ml-python-'));
const repository = join(scratch, 'my-ml');
const python = (...words: string[]) =>
  execa('node', ['tools/python.mjs', ...words], { cwd: repository, reject: false });

async function generate(directory: string): Promise<void> {
  await execa('npx', ['tsx', join(root, 'src/bin.ts'), directory, '--yes', '--no-git'], { cwd: root });
}

beforeAll(async () => {
  await generate(repository);
  await shareVenv(repository);
}, 600_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the Python of a generated repository', () => {
  it('passes its own tests', async () => {
    const { exitCode, stdout } = await python('-m', 'pytest', 'ml/tests');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\d+ passed/) });
  }, 300_000);

  it('knows every feature of GuardDuty that the pinned SDK does: named in the templates, or left unnamed with a reason', async () => {
    const ask =
      "import botocore.session as b; print(*b.get_session().get_service_model('guardduty').shape_for('DetectorFeature').enum)";
    const { stdout } = await python('-c', ask);
    const { features, unnamed } = await import(join(root, 'templates/infra/controls/guardduty/features.ts'));
    const named = features('aws').map(({ Name }: { Name: string }) => Name);
    expect([...named, ...Object.keys(unnamed)].sort()).toEqual(stdout.trim().split(' ').sort());
  });

  it('has AWS Config record types that the pinned SDK names, and no other', async () => {
    const ask =
      "import botocore.session as b; print(*b.get_session().get_service_model('config').shape_for('ResourceType').enum)";
    const { stdout } = await python('-c', ask);
    const known = stdout.trim().split(' ');
    const { recordableTypes } = await import(join(root, 'templates/infra/controls/config/recorded.ts'));
    expect(recordableTypes.filter((type: string) => !known.includes(type))).toEqual([]);
  });

  it('lints, is formatted and type-checks by the rules that it ships', async () => {
    const { exitCode, stdout } = await execa('npm', ['run', 'lint:python'], { cwd: repository, reject: false });
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  }, 300_000);

  it('knows of each instance family that the SDK names whether it has local disks', async () => {
    const shapes = ['TrainingInstanceType', 'ProcessingInstanceType', 'TransformInstanceType'];
    const code = [
      'import botocore.session, json',
      'model = botocore.session.get_session().get_service_model("sagemaker")',
      `shapes = ${JSON.stringify([...shapes, 'ProductionVariantInstanceType', 'InstanceType'])}`,
      'print(json.dumps(sorted({kind.split(".")[1] for name in shapes for kind in model.shape_for(name).enum})))',
    ].join('\n');
    const { stdout } = await python('-c', code);
    const { ebs, localDisks } = JSON.parse(
      readFileSync(join(repository, 'infra/policies/families.json'), 'utf8'),
    ) as Record<string, string[]>;
    const named = JSON.parse(stdout) as string[];
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((family) => !ebs?.includes(family) && !localDisks?.includes(family))).toEqual([]);
    expect(ebs?.filter((family) => localDisks?.includes(family))).toEqual([]);
  });

  it('trains for real, and twice to the same bytes', async () => {
    const train = async () => {
      const { exitCode, stdout } = await python('-m', 'workload.train', '--local');
      expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/accuracy=0\.9/) });
      const model = join(repository, 'ml/output/model');
      const files = readdirSync(model).sort();
      return files.map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(model, file)))
          .digest('hex'),
      ]);
    };
    const first = await train();
    expect(first.map(([file]) => file)).toEqual([
      'manifest.json',
      'metrics.json',
      'model-card.md',
      'model.json',
      'model.skops',
    ]);
    expect(await train()).toEqual(first);
  }, 300_000);

  it('drafts a model.json that the lint takes as it is', async () => {
    const file = join(repository, 'ml/model.json');
    const before = readFileSync(file);
    const drafted = await python(
      '-m',
      'workload.describe',
      'ml/data/example.csv',
      '--label',
      'diagnosis',
      '--task',
      'binary',
    );
    expect(drafted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('has 30 features') });
    const lint = await execa(join(root, 'node_modules/.bin/biome'), ['ci', 'ml'], { cwd: repository, reject: false });
    writeFileSync(file, before);
    expect({ exitCode: lint.exitCode, stdout: lint.stdout }).toMatchObject({ exitCode: 0 });
  });

  it('passes on the exit code of what it runs', async () => {
    expect((await python('-c', 'raise SystemExit(3)')).exitCode).toBe(3);
  });

  it('says what to install where there is no Python', async () => {
    const bare = join(scratch, 'bare-ml');
    await generate(bare);
    const { exitCode, stderr } = await execa(process.execPath, ['tools/python.mjs', '--version'], {
      cwd: bare,
      env: { PATH: scratch },
      extendEnv: false,
      reject: false,
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('apt install python3') });
  });

  it('pins every package by hash and names no index', () => {
    for (const file of ['ml/requirements.txt', 'ml/requirements-dev.txt', '.github/requirements.txt']) {
      const text = readFileSync(join(repository, file), 'utf8');
      const packages = text.split(/\n(?=[a-z0-9])/i).slice(1);
      expect(packages.length).toBeGreaterThan(5);
      expect(packages.filter((entry) => !entry.includes('--hash=sha256:'))).toEqual([]);
      expect(text).not.toMatch(/:\/\/|--index|--find-links/);
    }
  });
});
