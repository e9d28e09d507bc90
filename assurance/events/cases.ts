import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import type { Json } from '../../templates/judge/read/json.ts';

/** A synthesized rule's pattern with an event that it has to catch, or has to leave alone. */
export interface EventCase {
  rule: string;
  pattern: Json;
  event: Json;
  caught: boolean;
}

type Samples = Record<string, { caught: Json[]; missed: Json[] }>;

/** Every sample event of every rule that a synthesized repository has. */
export async function casesOf(directory: string): Promise<EventCase[]> {
  const load = (file: string) => import(join(directory, file));
  const { readAssemblies } = (await load('judge/read/assembly.ts')) as { readAssemblies(outdir: string): Assembly[] };
  const { samplesFor } = (await load('infra/alerts/check.ts')) as {
    samplesFor(events: unknown, at: Assembly, settings: unknown): Samples;
  };
  const json = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const settings = json('settings.json') as { name: string };
  const controls = join(directory, 'infra/controls');
  const folders = readdirSync(controls).filter((id) => existsSync(join(controls, id, 'events.json')));
  return readAssemblies(join(directory, 'cdk.out')).flatMap((assembly) => {
    const samples: Samples = Object.assign(
      {},
      ...folders.map((id) => samplesFor(json(`infra/controls/${id}/events.json`), assembly, settings)),
    );
    const rules = assembly.resources.filter(({ type }) => type === 'AWS::Events::Rule');
    return rules.flatMap(({ properties }) => {
      const rule = String(properties.Name).replace(`${settings.name}-`, '');
      const { caught = [], missed = [] } = samples[rule] ?? {};
      const pattern = properties.EventPattern ?? null;
      return [
        ...caught.map((event) => ({ rule, pattern, event, caught: true })),
        ...missed.map((event) => ({ rule, pattern, event, caught: false })),
      ];
    });
  });
}
