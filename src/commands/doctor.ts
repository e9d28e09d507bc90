import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '../../templates/doctor/examine.mjs';
import { programs } from '../../templates/doctor/programs.mjs';
import { Unreadable } from '../../templates/doctor/repository.mjs';
import { needsLook, screen } from '../../templates/doctor/screen.mjs';
import { environmentFor } from '../children/environment.ts';
import { Refusal } from '../refusal.ts';
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

export async function run(call: Call): Promise<number> {
  // The repository may be somebody else's: no program starts in it, sees its PATH, or more than it needs.
  const elsewhere = mkdtempSync(join(tmpdir(), 'secure-ml-doctor-'));
  try {
    const asked = programs(environmentFor('cloud'), elsewhere);
    const examination = await examine({ directory: call.directory, asked });
    call.print(examination, screen(examination, process.stdout.columns));
    return needsLook(examination) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const fix = 'Run it in a repository that create-secure-ml made, or name one: secure-ml doctor -C DIR';
    throw new Refusal({ code: 'doctor/unreadable', what: error.message, fix });
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
