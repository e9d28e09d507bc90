import type { Command } from './call.ts';

/** Loaded when called: a command's libraries cost nothing to who calls another. */
export const commands: Record<string, () => Promise<Command>> = {
  new: () => import('./create.ts'),
  upgrade: () => import('./upgrade.ts'),
  answers: () => import('./answers.ts'),
  control: () => import('./control.ts'),
  add: () => import('./add.ts'),
  remove: () => import('./remove.ts'),
  check: () => import('./check.ts'),
  diff: () => import('./diff.ts'),
  judge: () => import('./judge.ts'),
  access: () => import('./access.ts'),
  report: () => import('./report.ts'),
  eject: () => import('./eject.ts'),
  waive: () => import('./waive.ts'),
  fleet: () => import('./fleet.ts'),
  doctor: () => import('./doctor.ts'),
  rehearse: () => import('./rehearse.ts'),
  workflows: () => import('./workflows.ts'),
  overlay: () => import('./overlay.ts'),
  completion: () => import('./completion.ts'),
};

/** What every command takes. */
export const common: Command['options'] = {
  yes: { type: 'boolean', short: 'y' },
  answers: { type: 'string' },
  set: { type: 'string', multiple: true },
  org: { type: 'string', multiple: true },
  trust: { type: 'string', multiple: true },
  'trust-repository': { type: 'boolean' },
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'no-install': { type: 'boolean' },
  'no-git': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  directory: { type: 'string', short: 'C' },
};

/** The end of the program's own help. */
export const commandList = (all: Readonly<Record<string, unknown>>): string =>
  `Commands: ${Object.keys(all).join(', ')}. Type secure-ml COMMAND --help.`;
