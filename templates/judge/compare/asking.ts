import { nobody } from '../cast.ts';
import type { CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { compileSet } from '../decide/policy.ts';
import { remembered } from '../decide/remembered.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';
import { RowError } from '../prove/row.ts';
import { resourcesOf, scopeOf } from '../prove/what.ts';
import { type AccessModel, policiesFor, principalOf } from '../read/model.ts';
import type { TemplatePrincipal } from '../read/model-identities.ts';

export interface Target {
  name: string;
  arn: string;
}

/** Somebody who asks. */
export interface Questions {
  principal: TemplatePrincipal;
  may: (action: string, on: string, context?: Request['context'], account?: string) => ReturnType<typeof mayAsk>;
  /** The statements about an action, where its own policies allow it at all. */
  about: (action: string) => CompiledStatement[];
  /** One resource for each way in which these are about what the action acts on. */
  resources: (action: string) => string[];
  /** One that no template makes and no policy names. */
  any: (on: string) => Target;
}

export function asking(model: AccessModel, principal: TemplatePrincipal, open: string[]): Questions {
  const { arn, account } = principal;
  const { partition } = model;
  // A region is as good as another: resources of each that statements name are asked about.
  const project = { name: '', region: 'us-east-1', repository: 'none', accounts: {} };
  const scope = scopeOf(project, account, partition, nobody);
  const tried = (look: () => CompiledStatement[] | string[]) => {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof PolicyError || error instanceof RowError)) throw error;
      open.push(`${arn}: ${error.message}`);
      return [];
    }
  };
  const about = remembered(
    (action) =>
      tried(() => {
        const { identity, boundary = [] } = compileSet(policiesFor(model, arn, arn), { strict: false });
        const [own, limits] = [identity, boundary].map((all) =>
          all.flatMap((each) => each.about(action.toLowerCase())),
        );
        return own?.some(({ allows }) => allows) ? [...own, ...(limits ?? [])] : [];
      }) as CompiledStatement[],
  );
  return {
    principal,
    about,
    may: (action, on, context = {}, owner = account) => mayAsk(model, arn, action, on, open, context, owner),
    resources: (action) =>
      about(action).length === 0
        ? []
        : (tried(() => resourcesOf('*', action.toLowerCase(), about(action), scope)) as string[]),
    any: (on) => ({
      name: on === 'policy' ? 'any policy' : `any ${on} of the account`,
      arn: `arn:${partition}:iam::${account}:${on}/any`,
    }),
  };
}

/** Each asks whether it may do much to every other, and most may do nothing of it to anybody. */
const isAllowedSomewhere = ({ identity, resource }: CompiledSet, action: string): boolean =>
  [...identity, ...(resource ? [resource] : [])].some((policy) =>
    policy.about(action.toLowerCase()).some(({ allows }) => allows),
  );

/** The request, where it is allowed or may be; undefined where it never is. Not decided: into `open`. */
export function mayAsk(
  model: AccessModel,
  principal: string,
  action: string,
  resource: string,
  open: string[],
  context: Request['context'] = {},
  account = principalOf(model, principal)?.account ?? '',
): { request: Request; decision: Decision } | undefined {
  const resourceAccount = resource.split(':')[4] || account;
  const request: Request = { principal, action, resource, resourceAccount, context, unseenResourcePolicy: 'delegates' };
  try {
    const set = compileSet(policiesFor(model, principal, resource), { strict: false });
    if (!isAllowedSomewhere(set, action)) return undefined;
    const decision = decideCompiled(request, set);
    const isOpen = decision.verdict === 'Allowed' || (decision.verdict === 'DependsOn' && !decision.never);
    return isOpen ? { request, decision } : undefined;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    if (!/does not act on such a resource/.test(error.message)) open.push(`${principal} ${action}: ${error.message}`);
    return undefined;
  }
}
