import { templates } from '../package.ts';
import { readKinds } from './kind.ts';
import reserved from './reserved.json' with { type: 'json' };

/**
 * Names that a unit does not take: what every repository has, in rows or in AWS after the project's name, and what would
 * become that with the end that a kind gives it (job and job-failed). test/units/names.test.ts asks the templates.
 */
export function takenNames(): Set<string> {
  return new Set([...reserved, ...readKinds(templates).map(({ kind }) => kind)]);
}
