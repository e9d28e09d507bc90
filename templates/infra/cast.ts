import type { Cast } from '../judge/cast.ts';
import written from './cast.json' with { type: 'json' };

/** Who acts in this repository and how, for the judge: cast.json. */
export const cast: Cast = written;
