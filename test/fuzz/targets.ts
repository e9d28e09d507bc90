import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readLock, readPristine } from '../../src/baseline/drift.ts';
import { readAnswers } from '../../src/baseline/recorded.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { fleetPage } from '../../src/fleet/page.ts';
import { survey } from '../../src/fleet/survey.ts';
import { findRepository } from '../../src/git/repository.ts';
import { dirtyFiles } from '../../src/git/worktree.ts';
import { findingsSarif } from '../../src/guard/sarif.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { runsOf } from '../../src/overlay/record.ts';
import { Refusal } from '../../src/refusal.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { RowError } from '../../templates/judge/prove/row.ts';
import { losses } from '../../templates/judge/ratchet/losses.ts';
import { ratchetResources } from '../../templates/judge/ratchet/resources.ts';
import { AssemblyError } from '../../templates/judge/read/assembly.ts';
import { modelOfTemplates } from '../../templates/judge/read/model.ts';
import { assembly, base, lock, overlayDocument, settings, waivers } from './seeds.ts';

/** One kind of input that somebody else can have written. */
export interface Target {
  name: string;
  good: Buffer;
  json: boolean;
  /** Of a thousand inputs. */
  share: number;
  /** Does with the input what commands do. Throws a refusal where it is not usable. */
  take(input: Buffer): void | Promise<void>;
}

/** A refusal of ours: exit 2, or what the judge says of an assembly. */
export const isRefusal = (error: unknown) =>
  error instanceof Refusal || [AssemblyError, RowError, PolicyError].some((kind) => error instanceof kind);

const newest = { generator: '0.2.0', overlays: { bank: '2.0.0' } };
const today = '2026-11-27';

/** A small repository below a folder of its own, in which one file at a time is another. */
export function makeTargets(): { targets: Target[]; remove(): void } {
  const place = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const repository = join(place, 'repository');
  const whole: Record<string, Buffer> = {
    '.secure-ml/lock.json': lock,
    '.secure-ml/base': base,
    '.secure-ml/waivers.json': waivers,
    'accepted.json': waivers,
    'settings.json': settings,
    'a.txt': Buffer.from('a\n'),
  };
  const put = (path: string, content: Buffer) => {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), content);
  };
  for (const [path, content] of Object.entries(whole)) put(path, content);
  const git = (...words: string[]) => execFileSync('git', words, { cwd: repository, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgSign=false', 'commit', '--quiet', '-m', 'x');
  const configuration = readFileSync(join(repository, '.git/config'));
  const out = join(place, 'cdk.out');
  mkdirSync(out);
  writeFileSync(join(out, 'manifest.json'), assembly.manifest);
  writeFileSync(join(out, 'Data.template.json'), assembly.template);
  const before = ratchetResources(out);

  /** What check, fleet, answers, diff and their pages make of the repository. */
  const look = () => {
    const { findings } = inspect(repository, newest.generator, today, true);
    JSON.stringify(findingsSarif(findings, newest.generator));
    fleetPage([survey(repository, newest, today)], today);
    const read = readLock(repository);
    for (const act of [() => readPristine(repository, read), () => readAnswers(repository, read)]) {
      try {
        act();
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }
  };
  const inRepository = (name: string, path: string, share: number, json = true): Target => ({
    name,
    good: whole[path] as Buffer,
    json,
    share,
    take(input) {
      put(path, input);
      try {
        look();
      } finally {
        put(path, whole[path] as Buffer);
      }
    },
  });
  const targets: Target[] = [
    inRepository('lock', '.secure-ml/lock.json', 250),
    inRepository('waivers', '.secure-ml/waivers.json', 130),
    inRepository('accepted', 'accepted.json', 50),
    inRepository('settings', 'settings.json', 150),
    inRepository('base as it is packed', '.secure-ml/base', 60, false),
    {
      ...inRepository('base', '.secure-ml/base', 60, false),
      good: gunzipSync(base),
      take(input) {
        return inRepository('', '.secure-ml/base', 0).take(gzipSync(input, { level: 1 }));
      },
    },
    {
      name: 'overlay.json',
      good: overlayDocument,
      json: true,
      share: 150,
      take(input) {
        const entry = (content: Buffer) => ({ content, mode: '100644' as const });
        runsOf(
          readOverlay(
            new Map([
              ['overlay.json', entry(input)],
              ['files/docs/a.md', entry(Buffer.from('a'))],
            ]),
          ),
        );
      },
    },
    {
      name: 'templates',
      good: assembly.template,
      json: true,
      share: 130,
      take(input) {
        writeFileSync(join(out, 'Data.template.json'), input);
        modelOfTemplates(out);
        losses(before, ratchetResources(out));
      },
    },
    {
      name: 'manifest of an assembly',
      good: assembly.manifest,
      json: true,
      share: 15,
      take(input) {
        writeFileSync(join(out, 'manifest.json'), input);
        try {
          modelOfTemplates(out);
        } finally {
          writeFileSync(join(out, 'manifest.json'), assembly.manifest);
          writeFileSync(join(out, 'Data.template.json'), assembly.template);
        }
      },
    },
    {
      name: 'git configuration',
      good: configuration,
      json: false,
      share: 5,
      async take(input) {
        writeFileSync(join(repository, '.git/config'), input);
        try {
          await dirtyFiles(await findRepository(repository));
        } finally {
          writeFileSync(join(repository, '.git/config'), configuration);
        }
      },
    },
  ];
  return { targets, remove: () => rmSync(place, { recursive: true, force: true }) };
}
