import { identities } from './identities.ts';
import type { Kind } from './kind.ts';
import { policies } from './policies.ts';
import { shares } from './shares.ts';
import { structures } from './structures.ts';

export const kinds: Kind[] = [...identities, ...structures, ...policies, ...shares];
