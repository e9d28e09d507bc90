import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '../../templates/doctor/examine.mjs';
import { programs } from '../../templates/doctor/programs.mjs';
import { Unreadable } from '../../templates/doctor/repository.mjs';
import { needsLook, screen } from '../../templates/doctor/screen.mjs';
import { isRegion, isRegionWithoutImage } from '../answers/regions.ts';
import { whyInvalid } from '../answers/validate.ts';
import { settingsPath } from '../baseline/recorded.ts';
import { environmentFor } from '../children/environment.ts';
import { readBelow } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const help = `secure-ml doctor

Lists what would stop the next deployment, each with the command that fixes it. Inspects this machine, the repository on GitHub, the AWS
account of your credentials (AWS_PROFILE selects others), and what is deployed there. Only reads, through the aws and gh CLIs; takes the
names that the templates fix from cdk.out, as data. Reports what it could not read, and does not assume that it is right. Without this
program, \`npm run doctor\` in the repository does the same.

  --json   print every check with its findings as one JSON document

Exit 0: nothing found. 1: something was found, or could not be read.

Examples
  secure-ml doctor
  secure-ml doctor --json`;

/** The text of settings.json; where there is none that can be read, an empty object's. */
function settingsText(directory: string): string {
  try {
    return withoutMark(readBelow(directory, settingsPath, 1_000_000)?.toString() ?? '{}');
  } catch (error) {
    if (error instanceof Refusal) return '{}';
    throw error;
  }
}

export async function run(call: Call): Promise<number> {
  // The repository may be somebody else's: no program starts in it, sees its PATH, or more than it needs.
  const elsewhere = mkdtempSync(join(tmpdir(), 'secure-ml-doctor-'));
  try {
    const asked = programs(environmentFor('cloud'), elsewhere);
    const examination = await examine({ directory: call.directory, asked });
    call.print(examination, screen(examination, process.stdout.columns));
    const { region } = JSON.parse(settingsText(call.directory)) as { region: unknown };
    const isUnknown = !isRegion(region) && !isRegionWithoutImage(region);
    if (isUnknown) call.say(`${settingsPath}: region: ${whyInvalid('region', region, '')}`);
    return isUnknown || needsLook(examination) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const fault = faultInJson(settingsText(call.directory));
    const fix = fault
      ? `Fix ${settingsPath}, ${fault}; or restore it: git checkout COMMIT -- ${settingsPath}`
      : 'Run it in a repository that create-secure-ml made, or name one: secure-ml doctor -C DIR';
    throw new Refusal({ code: 'doctor/unreadable', what: error.message, fix });
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
