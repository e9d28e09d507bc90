import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { type Answers, signIns, tiers } from '../../src/answers/answers.ts';
import type { Settings } from '../../templates/infra/config.ts';
import type { Cast } from '../../templates/judge/cast.ts';
import { readJourneys } from '../../templates/judge/prove/journey.ts';
import { judgedPlaceOf, judgeJourney } from '../../templates/judge/prove/journeys.ts';
import { withControls } from '../../templates/judge/prove/row.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';

/** A region of each partition. */
const regions = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'];

interface Control {
  declaration: { id: string };
  journeys?: string;
}

interface Repository {
  build(settings: Settings, controls: string[], outdir: string): Promise<App>;
  readAssemblies(directory: string): Assembly[];
  readControls(): Promise<Control[]>;
  readSettings(): Settings;
  enabled: string[];
  cast: Cast;
}

async function open(directory: string): Promise<Repository> {
  const files = ['infra/build', 'infra/config', 'infra/cast', 'infra/controls/catalog', 'infra/controls/enabled'];
  const modules = await Promise.all(
    [...files, 'judge/read/assembly'].map((file) => import(join(directory, `${file}.ts`))),
  );
  return Object.assign({}, ...modules);
}

interface Count {
  people: number;
  attacks: number;
  accepted: number;
  failures: string[];
}

/** The journeys of a repository with another sign-in: its templates are built again, and each step is decided on them. */
async function journeysOf(repository: Repository, settings: Settings, outdir: string): Promise<Count> {
  const app = await repository.build(settings, repository.enabled, outdir);
  app.synth();
  const places = repository
    .readAssemblies(outdir)
    .map((assembly) => judgedPlaceOf(assembly, settings as never, repository.cast));
  const count: Count = { people: 0, attacks: 0, accepted: 0, failures: [] };
  for (const { declaration, journeys } of await repository.readControls()) {
    if (!journeys) continue;
    for (const journey of readJourneys(journeys, declaration.id, withControls(settings, repository.enabled))) {
      const kind = journey.by === 'people' ? 'people' : journey.accepted ? 'accepted' : 'attacks';
      count[kind] += 1;
      for (const place of places) {
        const { failures } = judgeJourney(journey, place, settings.people.signIn);
        count.failures.push(...failures.map((failure) => `${journey.id}: ${failure}`));
      }
    }
  }
  return count;
}

const started = Date.now();
const scratch = makeScratch();
let failed = false;
try {
  for (const region of regions) {
    for (const sensitivity of tiers) {
      const network = sensitivity === 'public' || sensitivity === 'internal' ? 'none' : 'create';
      const answers: Partial<Answers> = { region, sensitivity, network, repository: 'acme/ml' };
      const directory = writeVariant(scratch.directory, `${region}-${sensitivity}`, answers);
      const repository = await open(directory);
      for (const signIn of signIns) {
        const settings = repository.readSettings();
        settings.people = { ...settings.people, signIn };
        const { failures, ...count } = await journeysOf(repository, settings, join(directory, `out-${signIn}`));
        const kinds = `${count.people} of people, ${count.attacks} attacks stopped, ${count.accepted} accepted`;
        console.log(`${region} ${sensitivity} ${signIn}: ${kinds}${failures.length > 0 ? '' : ', all hold'}`);
        for (const failure of failures) console.log(`  ${failure}`);
        failed ||= failures.length > 0;
      }
    }
  }
} finally {
  scratch.remove();
}
console.log(`${Math.round((Date.now() - started) / 1000)} s`);
process.exitCode = failed ? 1 : 0;
