import { eventRuler } from './events.ts';
import { actionlint, bandit, gitleaks, ruff, zizmor } from './files.ts';
import type { Judge } from './judge.ts';
import { nagPacks } from './nag.ts';
import { cloudsplaining, parliament } from './policies.ts';
import { cfnLint, checkov } from './templates.ts';
import { trivy } from './trivy.ts';

/** Judges of templates alone. */
export const synthesized: Judge[] = [cfnLint, checkov, trivy, ...nagPacks, cloudsplaining, parliament];

export const judges: Judge[] = [...synthesized, eventRuler, zizmor, actionlint, bandit, ruff, gitleaks];
