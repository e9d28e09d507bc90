import { eventRuler } from './events.ts';
import { actionlint, bandit, gitleaks, ruff, zizmor } from './files.ts';
import type { Judge } from './judge.ts';
import { nagPacks } from './nag.ts';
import { cloudsplaining, parliament } from './policies.ts';
import { cfnLint, checkov } from './templates.ts';

export const judges: Judge[] = [
  cfnLint,
  checkov,
  ...nagPacks,
  cloudsplaining,
  parliament,
  eventRuler,
  zizmor,
  actionlint,
  bandit,
  ruff,
  gitleaks,
];
