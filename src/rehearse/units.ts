import { namesIn } from '../files/names.ts';
import { readBelow } from '../files/read.ts';
import { templates } from '../package.ts';
import { folderOf, readKinds } from '../units/kind.ts';
import { parseUnit, type Unit } from '../units/unit.ts';
import { attack, stolen } from './attackers.ts';
import { calling } from './operators.ts';
import type { RehearsalStep, Stage } from './step.ts';

const jobs = ['processing', 'training', 'evaluation', 'registration', 'inference'];
const listOf = (value: unknown) => [value ?? []].flat().map(String);
const sample = 'rehearsal/sample.csv';

/** The first role that writes puts an object, the first that reads takes it; the first of each that may not is refused. */
function ofBucket({ name, values }: Unit): RehearsalStep[] {
  if (values.bucket !== 'create') return [];
  const [readers, writers] = [listOf(values.readers), listOf(values.writers)];
  const step = (role: string | undefined, method: 'GET' | 'PUT', expects: RehearsalStep['expects']) => {
    if (role === undefined) return [];
    const title = method === 'PUT' ? `puts an object into the bucket ${name}` : `reads an object of the bucket ${name}`;
    const run = (stage: Stage) =>
      stage.object(
        stolen(stage, role),
        'inside',
        method,
        stage.bucket(name),
        sample,
        method === 'PUT' ? Buffer.from('a,b\n1,2\n') : undefined,
      );
    return [attack(`a job of ${role}`, title, 'inside', run, expects)];
  };
  return [
    ...step(writers[0], 'PUT', 'goes through'),
    // There is something to read once somebody wrote.
    ...step(writers[0] && readers[0], 'GET', 'goes through'),
    ...step(
      jobs.find((role) => !writers.includes(role)),
      'PUT',
      'is refused',
    ),
    ...step(
      jobs.find((role) => !readers.includes(role)),
      'GET',
      'is refused',
    ),
  ];
}

const secretId = (stage: Stage, name: string) => ({ SecretId: `${stage.aws.here.project}/${name}` });

function ofSecret({ name }: Unit): RehearsalStep[] {
  const read = (stage: Stage, role: string) =>
    stage.call(
      role === 'engineer' ? stage.session(role) : stolen(stage, role),
      ...(['inside', 'secretsmanager', 'secretsmanager.GetSecretValue'] as const),
      secretId(stage, name),
    );
  return [
    calling(
      'operator',
      `puts a value into the secret ${name}`,
      'outside',
      'secretsmanager:secretsmanager.PutSecretValue',
      (stage) => ({
        ...secretId(stage, name),
        SecretString: 'rehearsed',
      }),
    ),
    attack(
      'a job of processing',
      `reads the secret ${name}`,
      'inside',
      (stage) => read(stage, 'processing'),
      'goes through',
    ),
    attack('an engineer', `reads the secret ${name}`, 'inside', (stage) => read(stage, 'engineer')),
    attack('a job of training', `reads the secret ${name}`, 'inside', (stage) => read(stage, 'training')),
  ];
}

const ofKind: Record<string, (unit: Unit) => RehearsalStep[]> = { bucket: ofBucket, secret: ofSecret };

/** What the units of a repository let somebody do, and what they stop, where the stand-in has the service. */
export function unitSteps(repository: string): RehearsalStep[] {
  const kinds = readKinds(templates);
  return namesIn(repository, 'infra/units').flatMap((name) => {
    const path = `${folderOf(name)}unit.json`;
    // A page lies beside the folders.
    if (!namesIn(repository, folderOf(name)).includes('unit.json')) return [];
    const content = readBelow(repository, path);
    const unit = content && parseUnit(path, content, kinds);
    return unit ? (ofKind[unit.kind]?.(unit) ?? []) : [];
  });
}
