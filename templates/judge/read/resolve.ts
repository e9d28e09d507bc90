import { naming } from './arn.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** A stack with its environment and its template, as the assembly's manifest gives them. */
export interface StackInfo {
  name: string;
  /** `accountId` and the like stand for what only deployment knows; they are the same in every value. */
  account: string;
  region: string;
  partition: string;
  template: JsonObject;
}

/** A value that templates alone do not tell; a proof that rests on one fails. */
export interface Unresolved {
  stack: string;
  where: string;
  what: string;
}

/** What a template says by a name of its own; every object has a `constructor` that none says. */
const own = (section: Json | undefined, name: string): Json | undefined =>
  isObject(section) && Object.hasOwn(section, name) ? section[name] : undefined;

/** Values inside of values, over all stacks: the templates of a generated repository take seven thousand. */
const mostSteps = 1_000_000;

const absent = Symbol('AWS::NoValue');

/**
 * Turns intrinsic functions into the values that deployment would give, or into tokens that no wildcard matches.
 * All stacks are of one account.
 */
export class Resolver {
  readonly unresolved: Unresolved[] = [];
  #steps = 0;
  readonly #stacks: Map<string, StackInfo>;
  /** Outputs that are being resolved. */
  readonly #followed = new Set<object>();
  /** Resources whose names are being resolved. */
  readonly #naming = new Set<string>();
  readonly #exports = new Map<string, { stack: StackInfo; value: Json }>();

  constructor(stacks: StackInfo[]) {
    this.#stacks = new Map(stacks.map((stack) => [`${stack.region}/${stack.name}`, stack]));
    for (const stack of stacks) {
      for (const output of Object.values((stack.template.Outputs ?? {}) as Record<string, JsonObject>)) {
        const name = isObject(output.Export) ? output.Export.Name : undefined;
        if (typeof name === 'string')
          this.#exports.set(`${stack.region}/${name}`, { stack, value: output.Value ?? null });
      }
    }
  }

  /** `where` is the path that a reader finds the value at: logical id, then property names. */
  resolve(value: Json, stack: StackInfo, where: string): Json {
    const resolved = this.#walk(value, stack, where, 0);
    return resolved === absent ? null : (resolved as Json);
  }

  #walk(value: Json, stack: StackInfo, where: string, depth: number): Json | typeof absent {
    if (depth > 100) return this.#unknown(stack, where, 'nested too deep');
    if (this.#steps++ > mostSteps) throw new RangeError('its values lead to one another without end');
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => {
        const resolved = this.#walk(item, stack, `${where}[${index}]`, depth + 1);
        return resolved === absent ? [] : [resolved as Json];
      });
    }
    if (!isObject(value)) {
      if (typeof value === 'string' && value.includes('{{resolve:')) return this.#unknown(stack, where, value);
      return value;
    }
    const [[name, argument] = ['', null], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#intrinsic(name, argument as Json, stack, where, depth + 1);
    }
    const result: JsonObject = Object.create(null);
    for (const [key, item] of Object.entries(value)) {
      const resolved = this.#walk(item, stack, `${where}.${key}`, depth + 1);
      if (resolved !== absent) result[key] = resolved as Json;
    }
    return { ...result };
  }

  #intrinsic(name: string, argument: Json, stack: StackInfo, where: string, depth: number): Json | typeof absent {
    const inner = (value: Json) => this.#walk(value, stack, where, depth);
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), stack, where);
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
        return this.#attribute(String(id), String(attribute), stack, where);
      }
      case 'Fn::Join': {
        const [separator, list] = inner(argument) as [string, Json[]];
        return Array.isArray(list) ? list.join(String(separator)) : this.#unknown(stack, where, name);
      }
      case 'Fn::Select': {
        const [index, list] = inner(argument) as [number, Json[]];
        return Array.isArray(list) ? (list[Number(index)] ?? null) : this.#unknown(stack, where, name);
      }
      case 'Fn::Split': {
        const [separator, text] = inner(argument) as [string, string];
        return typeof text === 'string' ? text.split(separator) : this.#unknown(stack, where, name);
      }
      case 'Fn::GetAZs':
        // Which zones an account has is its own matter; which of them is first or second is all that is asked here.
        return [0, 1, 2].map((index) => `«zone ${index} of ${stack.region}»`);
      case 'Fn::Sub':
        return this.#substitute(argument, stack, where, depth);
      case 'Fn::ImportValue': {
        const source = this.#exports.get(`${stack.region}/${String(inner(argument))}`);
        if (!source) return this.#unknown(stack, where, `Fn::ImportValue ${JSON.stringify(argument)}`);
        return this.#follow(source.value, source.stack, where, depth);
      }
      case 'Fn::GetStackOutput': {
        const { StackName, OutputName, Region = stack.region } = inner(argument) as Record<string, string>;
        const source = this.#stacks.get(`${Region}/${StackName}`);
        const output = own(source?.template.Outputs, String(OutputName));
        if (!source || !isObject(output)) return this.#unknown(stack, where, name);
        return this.#follow(output.Value ?? null, source, where, depth);
      }
      default:
        return this.#unknown(stack, where, name);
    }
  }

  /** The value of another stack's output; one that leads back to itself is none. */
  #follow(value: Json, stack: StackInfo, where: string, depth: number): Json | typeof absent {
    if (!isObject(value)) return this.#walk(value, stack, where, depth);
    if (this.#followed.has(value)) return this.#unknown(stack, where, 'an output that refers to itself');
    this.#followed.add(value);
    const resolved = this.#walk(value, stack, where, depth);
    this.#followed.delete(value);
    return resolved;
  }

  #substitute(argument: Json, stack: StackInfo, where: string, depth: number): Json {
    const [text, values]: [string, Json] = Array.isArray(argument)
      ? [String(argument[0]), argument[1] ?? {}]
      : [String(argument), {}];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (isObject(values) && Object.hasOwn(values, name))
        return String(this.#walk(values[name] ?? null, stack, where, depth));
      const [id, attribute] = name.split(/\.(.*)/s);
      return String(attribute ? this.#attribute(id ?? '', attribute, stack, where) : this.#ref(name, stack, where));
    });
  }

  #ref(id: string, stack: StackInfo, where: string): Json | typeof absent {
    const pseudo: Record<string, Json | typeof absent> = {
      'AWS::Partition': stack.partition,
      'AWS::AccountId': stack.account,
      'AWS::Region': stack.region,
      'AWS::URLSuffix': stack.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:${stack.partition}:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/«id»`,
      'AWS::NoValue': absent,
    };
    if (Object.hasOwn(pseudo, id)) return pseudo[id] as Json | typeof absent;
    const resource = this.#resource(id, stack);
    if (!resource) {
      const parameter = own(stack.template.Parameters, id);
      const fallback = isObject(parameter) ? parameter.Default : undefined;
      return fallback !== undefined && !String(isObject(parameter) && parameter.Type).includes('SSM')
        ? fallback
        : this.#unknown(stack, where, `Ref ${id}`);
    }
    return naming[resource.type]?.refIsArn ? this.#attribute(id, 'Arn', stack, where) : this.#nameOf(id, stack, where);
  }

  #attribute(id: string, attribute: string, stack: StackInfo, where: string): Json {
    const resource = this.#resource(id, stack);
    if (!resource) return this.#unknown(stack, where, `Fn::GetAtt ${id}.${attribute}`);
    const arn = naming[resource.type]?.arn;
    if (!arn || !/Arn$/.test(attribute)) return `«${stack.name}/${id}.${attribute}»`;
    const values: Record<string, Json> = {
      Partition: stack.partition,
      Region: stack.region,
      Account: stack.account,
      Name: this.#nameOf(id, stack, where),
    };
    return arn.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key]));
  }

  #nameOf(id: string, stack: StackInfo, where: string): Json {
    const resource = this.#resource(id, stack);
    const property = resource && naming[resource.type]?.name;
    const given = property ? resource.properties[property] : undefined;
    if (given === undefined) return `«${stack.name}/${id}»`;
    const key = `${stack.name}/${id}`;
    if (this.#naming.has(key)) return this.#unknown(stack, where, `the name of ${id} refers to itself`);
    this.#naming.add(key);
    const resolved = this.#walk(given, stack, where, 50);
    this.#naming.delete(key);
    return resolved === absent ? `«${stack.name}/${id}»` : (resolved as Json);
  }

  #resource(id: string, stack: StackInfo): { type: string; properties: JsonObject } | undefined {
    const resource = own(stack.template.Resources, id);
    if (!isObject(resource)) return undefined;
    return { type: String(resource.Type), properties: (resource.Properties ?? {}) as JsonObject };
  }

  #unknown(stack: StackInfo, where: string, what: string): string {
    this.unresolved.push({ stack: stack.name, where, what });
    return `«unresolved ${stack.name}/${where}»`;
  }
}
