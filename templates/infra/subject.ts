import type { Subject } from '../judge/cli.ts';
import { cast } from './cast.ts';
import { readSettings } from './config.ts';
import { readControls } from './controls/catalog.ts';
import type { Judged } from './controls/check.ts';
import { enabled } from './controls/enabled.ts';

/** This repository as the judge takes it. */
export async function readSubject(): Promise<Subject<Judged>> {
  const controls = await readControls();
  return { judged: { settings: readSettings(), enabled }, controls, cast };
}
