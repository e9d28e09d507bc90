import { readFileSync } from 'node:fs';
import type { Subject } from '../judge/cli.ts';
import { unanswered } from './answered.ts';
import { cast } from './cast.ts';
import { readSettings } from './config.ts';
import { readControls } from './controls/catalog.ts';
import type { Judged } from './controls/check.ts';
import { enabled } from './controls/enabled.ts';

const file = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** This repository as the judge takes it. */
export async function readSubject(): Promise<Subject<Judged>> {
  const controls = await readControls();
  const settings = readSettings();
  return { judged: { settings, enabled, file }, controls, cast, objections: unanswered(settings) };
}
