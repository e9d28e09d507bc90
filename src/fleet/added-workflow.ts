import { byDefault, calledAs, mayAnswer, unclear } from '../../templates/infra/workflows.ts';
import { isObject, type Json } from '../../templates/judge/read/json.ts';
import { parseYaml } from '../formats/yaml.ts';
import { Refusal } from '../refusal.ts';

/** GitHub Docs, "Workflow syntax", permissions. */
const isHarmless = (permissions: Json | undefined): boolean =>
  permissions === 'read-all' ||
  (isObject(permissions) &&
    Object.entries(permissions).every(
      ([right, access]) =>
        access === 'read' || access === 'none' || (access === 'write' && !/^(statuses|checks)$/i.test(right)),
    ));

/** No workflow is that long. */
const mostWorkflow = 1024 * 1024;

/** What a workflow that is added stands in for by its values, whatever its text looks like: standsInAs reads that, as the gate does. */
export function parsedAs(text: string, path: string, names: ReadonlySet<string | undefined>): string | undefined {
  if (text.length > mostWorkflow) return unclear;
  let workflow: Json;
  try {
    workflow = parseYaml(text, path);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return unclear;
  }
  if (workflow === null) return undefined;
  if (!isObject(workflow)) return unclear;
  if (typeof workflow.name === 'string' && names.has(workflow.name)) return calledAs(workflow.name);
  const { permissions: byAll } = workflow;
  const each = isObject(workflow.jobs) ? Object.values(workflow.jobs) : [];
  const permissions = each.map((job) => (isObject(job) ? job.permissions : undefined) ?? byAll);
  if (permissions.includes(undefined)) return byDefault;
  return permissions.every(isHarmless) ? undefined : mayAnswer;
}
