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

What would stop the next deployment, and the command that fixes it. Looks at this machine, at the repository on GitHub, at the
AWS account of your credentials, and at what is deployed there. Reads only, through the aws and gh programs; the names that the
templates fix come from cdk.out, as data. What cannot be read is told, and is not taken for right. \`npm run doctor\` in the
repository does the same without this program.

The account is that of your AWS credentials: AWS_PROFILE names others.

  --json   every check with its findings as one JSON document

Exit 0: nothing found. 1: something was found, or could not be looked at.

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
