import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryEnvironment } from '../../src/children/repository.ts';
import { repositoryAt } from '../../src/commands/judged.ts';
import { rehearsed } from '../../src/judging/rehearsed.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import { startStandIn } from '../../src/rehearse/stand-in.ts';
import type { Played } from '../../src/rehearse/step.ts';

export interface Tools {
  scratch: string;
  bin: string;
  motoBin: string;
}

/** Plays a repository's templates; `isOver` ends the run before its time. */
export async function played(repository: string, { scratch, bin, motoBin }: Tools, isOver: (one: Played) => boolean) {
  const found = repositoryAt(repository);
  const [aws] = found ? rehearsed(join(repository, 'cdk.out'), found) : [];
  if (!aws) throw new Error('no templates');
  const here = mkdtempSync(join(scratch, 'run-'));
  const env = repositoryEnvironment(join(here, 'home'));
  const standIn = await startStandIn(aws, { scratch: here, bin, motoBin, env });
  let over = false;
  try {
    const tell = (one: Played) => {
      over ||= isOver(one);
    };
    const run = await rehearse(standIn, { repository, python: join(bin, 'python'), env }, tell, () => over);
    const succeeded = (job: string) => existsSync(join(here, job, 'opt/ml/output/success'));
    return { aws, standIn, run, throughToolkit: readdirSync(here).some(succeeded) };
  } finally {
    await standIn.close();
  }
}
