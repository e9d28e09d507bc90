import { type Journey, readJourneys } from '../../templates/judge/prove/journey.ts';
import { isObject, listOf } from '../../templates/judge/read/json.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import serviceMade from '../operations/service-made.json' with { type: 'json' };
import { tables } from '../operations/tables.ts';
import type { JudgedRepository } from './repository.ts';

/** One statement of a role's own policies that allows something. */
export interface RoleAllow {
  /** `POLICY/SID`, as decisions name it. */
  statement: string;
  role: string;
  actions: string[];
}

/** Why a statement is there although no call of a run needed it: a journey of people, or a call that a service makes. */
export interface NeededAllow {
  statement: string;
  by: string;
  /** No page of AWS says that the service makes this call: the allow rests on a guess alone. */
  unverified?: boolean;
}

/** A call that a service makes by itself with a role's rights, and AWS's page that says so. */
interface ServiceMade {
  by?: string;
  /** A pattern of the role's ARN; none: any that the service may take. */
  role?: string;
  actions: string[];
  page: string;
  address: string;
  unverified?: boolean;
}
const made: ServiceMade[] = serviceMade;
/** What a page shows goes before what none does. */
const byProof = [...made.filter(({ unverified }) => !unverified), ...made.filter(({ unverified }) => unverified)];

const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(action);

/** One of them is the other, or a pattern of it. */
const meet = (a: string, b: string) => matches(a, b) || matches(b, a);

export function roleAllowsOf({ principals }: AccessModel): RoleAllow[] {
  return principals.flatMap(({ arn, identity }) =>
    identity.flatMap((policy) =>
      listOf(policy.policy.Statement).flatMap(({ Sid, Effect, Action = '*' }, at) => {
        const statement = `${policy.name}/${Sid ?? `#${at}`}`;
        return Effect === 'Allow' ? [{ statement, role: arn, actions: listOf(Action) }] : [];
      }),
    ),
  );
}

/** What AWS asks the caller for besides, by the map of operations: the key of a secret that is read. */
const besides = (action: string): string[] =>
  tables.flatMap(({ operations }) =>
    Object.values(operations).flatMap(({ caller: [first, ...rest] }) =>
      first?.action === action ? rest.map((access) => access.action).filter((each) => each.startsWith('kms:')) : [],
    ),
  );

/** The services that a role's trust lets in. */
function trusted({ resources }: AccessModel, role: string): string[] {
  const trust = resources.find(({ arn }) => arn === role)?.policy;
  return listOf(trust?.policy.Statement ?? []).flatMap(({ Principal }) =>
    isObject(Principal) ? listOf((Principal as Record<string, string | string[]>).Service ?? []) : [],
  );
}

function journeysOf({ controls, settings }: JudgedRepository): Journey[] {
  const parsed = JSON.parse(settings) as object;
  return controls.flatMap(({ journeys, declaration }) =>
    journeys ? readJourneys(journeys, `${declaration.id}/journeys.json`, parsed) : [],
  );
}

/** Which of the statements a journey of people walks through, or a service uses by itself, with AWS's page. */
export function neededOf(model: AccessModel, repository: JudgedRepository): NeededAllow[] {
  const journeys = journeysOf(repository).filter(({ by }) => by === 'people');
  return roleAllowsOf(model).flatMap(({ statement, role, actions }): NeededAllow[] => {
    const uses = (action: string) => actions.some((each) => meet(each, action));
    const journey = journeys.find(({ steps }) =>
      steps.some(({ who, action }) => model.names[who] === role && [action, ...besides(action)].some(uses)),
    );
    if (journey) return [{ statement, by: `the journey "${journey.title}"` }];
    const services = trusted(model, role);
    const call = byProof.find(
      ({ by, role: only, actions: all }) =>
        (!by || services.includes(by)) && new RegExp(only ?? '').test(role) && all.some(uses),
    );
    return call
      ? [{ statement, by: `${call.page}, ${call.address}`, ...(call.unverified && { unverified: true }) }]
      : [];
  });
}
