import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import { factsOf } from '../../templates/judge/decide/facts.ts';
import type { NamedPolicy, Verdict } from '../../templates/judge/decide/request.ts';
import type { Case } from './generate.ts';
import { keys } from './vocabulary.ts';

/** The same case put to iam-simulate. Neither of the other engines fills in the keys that follow from the principal. */

export const contextOf = ({ request }: Case): Record<string, string | string[]> => {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.context)) if (value !== null) found[name] = value;
  const facts = factsOf(request);
  for (const [name, key] of Object.entries(keys)) {
    const value = key.derived && facts.get(name.toLowerCase())?.[0];
    if (value) found[name] = value;
  }
  return found;
};

export const simulationOf = (each: Case): Parameters<typeof runSimulation>[0] => {
  const { request, policies } = each;
  const contextVariables = contextOf(each);
  const plain = (list: NamedPolicy[] | undefined) => (list ?? []).map(({ name, policy }) => ({ name, policy }));
  const levels = (list: NamedPolicy[][] | undefined) =>
    (list ?? []).map((level, index) => ({ orgIdentifier: `ou-${index}`, policies: plain(level) }));
  return {
    request: {
      principal: request.principal === '*' ? anonymousPrincipal : request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      contextVariables,
    },
    identityPolicies: plain(policies.identity),
    serviceControlPolicies: levels(policies.scp),
    resourceControlPolicies: levels(policies.rcp),
    ...(policies.boundary && { permissionBoundaryPolicies: plain(policies.boundary) }),
    ...(policies.session && { sessionPolicy: policies.session[0]?.policy }),
    ...(policies.endpoint && { vpcEndpointPolicies: plain(policies.endpoint) }),
    ...(policies.resource && { resourcePolicy: policies.resource.policy }),
  };
};

export const simulate = async (each: Case): Promise<Verdict | { refused: string }> => {
  const answer = await runSimulation(simulationOf(each), {});
  if (answer.resultType === 'error') return { refused: JSON.stringify(answer.errors) };
  return answer.overallResult as Verdict;
};
