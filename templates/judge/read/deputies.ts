import type { Assembly, Resource } from './assembly.ts';
import types from './deputies.json' with { type: 'json' };
import { isObject, type Json } from './json.ts';
import { arnOf, proofNameOf } from './model-names.ts';

/** Something of the templates that runs code with a role: whoever changes the code has the role's rights. */
export interface Deputy {
  name: string;
  type: string;
  arn: string;
  /** ARN of the role; none where the type names none itself (a notebook's life-cycle script). */
  role?: string;
  /** Actions on it that choose what it runs. */
  changedBy: string[];
  /** ARNs of objects that it runs. */
  code: string[];
}

interface Kind {
  role?: string;
  changedBy: string[];
  code?: string[];
}

/** CloudFormation User Guide, the page of each type: the properties that hold its role and where its code is. */
export function deputiesOf(assembly: Assembly): Deputy[] {
  const made = assembly.resources.flatMap((resource): Deputy[] => {
    const kind = (types as Record<string, Kind>)[resource.type];
    const arn = arnOf(resource);
    if (!kind || !arn) return [];
    const role = kind.role === undefined ? undefined : at(resource, kind.role);
    const code = (kind.code ?? []).flatMap((path) => {
      const [, object] = /^s3:\/\/(.+)$/.exec(String(at(resource, path))) ?? [];
      return object ? [`${arn.split(':').slice(0, 2).join(':')}:s3:::${object}`] : [];
    });
    const { changedBy } = kind;
    const name = proofNameOf(assembly, resource, arn);
    return [{ name, type: resource.type, arn, ...(typeof role === 'string' && { role }), changedBy, code }];
  });
  return [...made, ...assembly.stacks.map(ofStack)];
}

/**
 * CloudFormation User Guide, "AWS CloudFormation service role": whoever may change a stack has the rights of the role that it
 * was made with, without passing that role.
 */
function ofStack({ name, account, region, partition }: Assembly['stacks'][number]): Deputy {
  return {
    name: `the stack ${name}`,
    type: 'AWS::CloudFormation::Stack',
    arn: `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/any`,
    role: `the role that deploys ${name}`,
    changedBy: ['cloudformation:UpdateStack', 'cloudformation:ExecuteChangeSet'],
    code: [],
  };
}

function at({ properties }: Resource, path: string): Json | undefined {
  let value: Json | undefined = properties;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value;
}
