import { lockPath, mostLock } from '../baseline/lock.ts';
import { namesIn } from '../files/names.ts';
import { readBelow } from '../files/read.ts';
import { removeBelow, writeBelow } from '../files/write.ts';
import { acceptedAt, formerPath, makeWaiver, printWaivers, readWaivers, waiversPath } from '../guard/waiver.ts';
import { templates } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {
  reason: { type: 'string' },
  owner: { type: 'string' },
  until: { type: 'string' },
  digest: { type: 'string' },
};

export const operands = 1;

export const help = `secure-ml waive ID --reason TEXT --owner WHO --until YYYY-MM-DD

Accepts a finding: adds a line to accepted.json, which is reviewed in a pull request. Another line for the same ID replaces the first.
After the date in --until, the finding counts again.

  ID          as shown by check: policy/..., control/..., drift/..., upgrade/..., access/..., judge/...
  --reason    why this is acceptable (at least 20 characters and 4 different words)
  --owner     who is responsible: an e-mail address, @name or @org/team
  --until     the last day, in UTC, within a year; not needed for access/..., or for judge/... with --digest, which accept exact content
  --digest    the SHA-256 that check prints with the finding; the line then accepts exactly that content
  --dry-run   show the file, and write nothing

Examples
  secure-ml waive policy/bank/limit/region --owner ana@bank.example --until 2027-03-01 --reason "Frankfurt has no capacity of this instance type before March"`;

const text = (value: Call['values'][string]) => (typeof value === 'string' ? value : undefined);

function checkPlace(directory: string): void {
  if (readBelow(directory, lockPath, mostLock)) return;
  const fix = 'Go to the top of a generated repository.';
  throw new Refusal({ code: 'waiver/no-repository', what: 'There is no .secure-ml/lock.json', where: directory, fix });
}

/** Findings of that kind that are about no control: of settings.json, of a unit's claim, and of all templates together. */
const general = ['settings', 'answers', 'unit', 'assembly', 'access', 'new-account'];

/** Of a misspelt control the line would accept nothing, and say so only in the next check. */
function checkControl(id: string, directory: string): void {
  const [kind, named = ''] = id.split('/');
  const known = () => [...readCatalog(templates).map((one) => one.id), ...namesIn(directory, 'infra/controls')];
  if (kind !== 'control' || general.includes(named) || known().includes(named)) return;
  const fix = 'Give an ID as check shows it. To see every control: secure-ml control';
  throw new Refusal({ code: 'waiver/control', what: `There is no control ${JSON.stringify(named)}`, fix });
}

export async function run({ positionals, values, directory, print }: Call): Promise<number> {
  const [id] = positionals;
  if (id === undefined) {
    const fix = 'Type: secure-ml waive ID --reason TEXT --owner WHO --until YYYY-MM-DD';
    throw new Refusal({ code: 'waiver/no-id', what: 'Name an ID', fix });
  }
  checkPlace(directory);
  checkControl(id, directory);
  const today = new Date().toISOString().slice(0, 10);
  const reason = text(values.reason);
  const owner = text(values.owner);
  const until = text(values.until);
  const digest = text(values.digest);
  const given = {
    ...(reason && { reason }),
    ...(owner && { owner }),
    ...(until && { until }),
    ...(digest && { digest }),
  };
  const waiver = makeWaiver({ id, ...given }, today);
  const before = readWaivers(acceptedAt(directory));
  const kept = before.filter((other) => other.id !== id);
  const content = printWaivers([...kept, waiver]);
  if (!values['dry-run']) {
    writeBelow(directory, waiversPath, content);
    removeBelow(directory, formerPath);
  }
  const did = values['dry-run'] ? 'would be written' : kept.length < before.length ? 'renewed' : 'written';
  const next = `git add ${waiversPath}, then git commit: the pull request is where ${waiver.owner}'s reason is reviewed`;
  print(
    { waiver, file: waiversPath, dryRun: Boolean(values['dry-run']) },
    `${id}${waiver.until ? ` until ${waiver.until}` : ''}: ${did}\n\nNext:\n  ${next}`,
  );
  return 0;
}
