import { namesIn } from '../files/names.ts';
import { readBelow } from '../files/read.ts';
import { templates } from '../package.ts';
import { folderOf, readKinds, type UnitKind, type UnitRehearsal } from '../units/kind.ts';
import { parseUnit, type Unit } from '../units/unit.ts';
import { attack, stolen } from './attackers.ts';
import { targets } from './reading.ts';
import type { RehearsalStep, Stage } from './step.ts';

const jobs = ['processing', 'training', 'evaluation', 'registration', 'inference'];
const listOf = (value: unknown) => [value ?? []].flat().map(String);

/** Who acts: by name, the first of a value's roles, or the first job that is none of them. */
function actorOf({ as }: UnitRehearsal, { name, values }: Unit): string | undefined {
  if (typeof as === 'string') return as === '{unit}' ? name : as;
  if ('first' in as) return listOf(values[as.first])[0];
  return jobs.find((role) => !listOf(values[as.not]).includes(role));
}

const plays = ({ where = {}, some = [] }: UnitRehearsal, { values }: Unit) =>
  Object.entries(where).every(([key, wanted]) => [values[key]].flat().includes(wanted)) &&
  some.every((key) => listOf(values[key]).length > 0);

/** `{unit}`, `{project}`, a value's `{key}`, and what the templates name: `{arn:raw}`, `{bucket:raw}`. */
function filled(given: unknown, stage: Stage, unit: Unit): unknown {
  if (Array.isArray(given)) return given.map((one) => filled(one, stage, unit));
  if (typeof given === 'object' && given !== null)
    return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, filled(value, stage, unit)]));
  if (typeof given !== 'string') return given;
  return given
    .replaceAll('{unit}', unit.name)
    .replaceAll('{project}', stage.aws.here.project)
    .replace(/\{arn:([^}]+)\}/g, (_, name: string) => stage.aws.arn(name))
    .replace(/\{bucket:([^}]+)\}/g, (_, name: string) => stage.bucket(name))
    .replace(/\{(\w+)\}/g, (whole, key: string) => (key in unit.values ? String(unit.values[key]) : whole));
}

const methods: Record<string, string> = { GetObject: 'GET', PutObject: 'PUT' };

async function play(step: UnitRehearsal, actor: string, stage: Stage, unit: Unit): Promise<unknown> {
  const session = stage.signedIn.get(actor) ?? stolen(stage, actor);
  const { from = 'inside', call } = step;
  const asked = filled(step.with, stage, unit) as Record<string, string>;
  if (call === 'launch') return stage.launch(session, listOf(asked.words));
  const [service = '', operation = ''] = call.split(':');
  if (service === 's3') {
    const body = asked.Body === undefined ? undefined : Buffer.from(asked.Body);
    return stage.object(session, from, methods[operation] ?? '', asked.Bucket ?? '', asked.Key ?? '', body);
  }
  if (service === 'sns')
    return stage.query(session, from, service, { Action: operation, Version: '2010-03-31', ...asked });
  return stage.call(session, from, service, `${targets[service]}.${operation}`, asked);
}

/** The steps that the unit's kind declares, as far as they are about a unit with these values. */
function stepsOf(unit: Unit, { rehearsal }: UnitKind): RehearsalStep[] {
  return rehearsal.flatMap((step) => {
    const actor = actorOf(step, unit);
    if (actor === undefined || !plays(step, unit)) return [];
    const who = actor === unit.name || !jobs.includes(actor) ? actor : `a job of ${actor}`;
    const title = step.title.replaceAll('{unit}', unit.name);
    const expects = step.refused ? 'is refused' : 'goes through';
    return [attack(who, title, step.from ?? 'inside', (stage) => play(step, actor, stage, unit), expects)];
  });
}

/** What the units of a repository let somebody do, and what they stop, where the stand-in has the service; all units, or those of these names. */
export function unitSteps(repository: string, names = namesIn(repository, 'infra/units')): RehearsalStep[] {
  const kinds = readKinds(templates);
  return names.flatMap((name) => {
    const path = `${folderOf(name)}unit.json`;
    // A page lies beside the folders.
    if (!namesIn(repository, folderOf(name)).includes('unit.json')) return [];
    const content = readBelow(repository, path);
    const unit = content && parseUnit(path, content, kinds);
    const kind = kinds.find((one) => one.kind === unit?.kind);
    return unit && kind ? stepsOf(unit, kind) : [];
  });
}
