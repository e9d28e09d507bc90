import { conditionHolds, type Holds, undecided } from './conditions.ts';
import { Either, listable, single, valuesOf, type Walked } from './either.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import type { Unresolved } from './not-proven.ts';
import { mapped, own, parameterOf, type StackInfo } from './parameters.ts';
import { absent, attributeOf, pseudoParameter, refOf, undecidedPlace, writtenResource } from './references.ts';

/** Values inside of values, over all stacks: the templates of a generated repository take seven thousand. */
const mostSteps = 1_000_000;
const mostParts = 10_000; // of one Fn::Split: no policy takes as many

/**
 * Turns intrinsic functions into the values that deployment would give, or into tokens that no wildcard matches.
 * All stacks are of one account.
 */
export class Resolver {
  readonly unresolved: Unresolved[] = [];
  #steps = 0;
  /** Above zero: what cannot be resolved is not told. */
  #quiet = 0;
  /** What could not be resolved so far, told or not. */
  #open = 0;
  /** Whether a condition or the key of a map asks: what stands in for account and region decides neither. */
  #deciding = false;
  readonly #stacks: Map<string, StackInfo>;
  /** Values of outputs and parameters that are being resolved. */
  readonly #followed = new Set<Json>();
  /** Properties that are being resolved for a name. */
  readonly #naming = new Set<string>();
  readonly #exports = new Map<string, { stack: StackInfo; value: Json }>();
  readonly #decided = new Map<StackInfo, Map<string, Holds>>();

  constructor(stacks: StackInfo[]) {
    this.#stacks = new Map(stacks.map((stack) => [`${stack.region}/${stack.name}`, stack]));
    for (const stack of stacks) {
      for (const output of Object.values((stack.template.Outputs ?? {}) as Record<string, JsonObject>)) {
        const name =
          isObject(output) && isObject(output.Export) ? this.#silently(output.Export.Name ?? null, stack) : undefined;
        if (typeof name === 'string')
          this.#exports.set(`${stack.region}/${name}`, { stack, value: output.Value ?? null });
      }
    }
  }

  /** `where` is the path that a reader finds the value at: logical id, then property names. */
  resolve(value: Json, stack: StackInfo, where: string): Json {
    const resolved = single(this.#walk(value, stack, where, 0));
    return resolved === absent ? null : resolved;
  }

  /** Whether a condition holds, by its name. */
  holds(name: string, stack: StackInfo): Holds {
    const known = this.#decided.get(stack) ?? new Map<string, Holds>();
    this.#decided.set(stack, known);
    const found = known.get(name) ?? conditionHolds(name, stack, (value) => this.#silently(value, stack, true));
    known.set(name, found);
    return found;
  }

  /** A value as it is, or undefined where it is not known. */
  #silently(value: Json, stack: StackInfo, deciding = false, depth = 0): Json | undefined {
    const before = { open: this.#open, deciding: this.#deciding };
    this.#quiet += 1;
    this.#deciding = deciding;
    const resolved = single(this.#walk(value, stack, '', depth));
    const isOpen = this.#open > before.open || resolved === absent || String(resolved).includes('«');
    this.#quiet -= 1;
    this.#open = before.open;
    this.#deciding = before.deciding;
    return isOpen ? undefined : resolved;
  }

  #walk(value: Json, stack: StackInfo, where: string, depth: number): Walked {
    if (depth > 100) return this.#unknown(stack, where, 'nested too deep');
    if (this.#steps++ > mostSteps) throw new RangeError('its values lead to one another without end');
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => valuesOf(this.#walk(item, stack, `${where}[${index}]`, depth + 1)));
    }
    if (typeof value === 'string' && value.includes('{{resolve:')) return this.#unknown(stack, where, value);
    if (!isObject(value)) return value;
    const [[name, argument] = ['', null], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#intrinsic(name, argument as Json, stack, where, depth + 1);
    }
    const result: JsonObject = Object.create(null);
    for (const [key, item] of Object.entries(value)) {
      // A transform beside others writes more into the object than is here.
      if (key.startsWith('Fn::')) this.#unknown(stack, where, key);
      const resolved = this.#walk(item, stack, `${where}.${key}`, depth + 1);
      if (resolved instanceof Either) {
        const values = resolved.values.flat() as Json[];
        const isList = listable.test(key) || resolved.values.some(Array.isArray);
        if (values.length > 0) result[key] = isList ? values : (values[0] as Json);
      } else if (resolved !== absent) result[key] = resolved;
    }
    return { ...result };
  }

  #intrinsic(name: string, argument: Json, stack: StackInfo, where: string, depth: number): Walked {
    const inner = (value: Json) => single(this.#walk(value, stack, where, depth)) as Json;
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), stack, where, depth);
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
        return this.#attribute(String(id), String(inner(attribute ?? '')), stack, where, depth);
      }
      case 'Fn::If':
        return this.#branch(listOf(argument), stack, where, depth);
      case 'Fn::FindInMap':
        return this.#findInMap(listOf(argument), stack, where, depth);
      case 'Fn::Base64':
        // What is encoded is looked at as it is written.
        return inner(argument);
      case 'Fn::Join': {
        const [separator, list] = inner(argument) as [string, Json[]];
        for (const item of Array.isArray(list) ? list : []) this.#text(`${separator}${item}`);
        return Array.isArray(list) ? list.join(String(separator)) : this.#unknown(stack, where, name);
      }
      case 'Fn::Select': {
        const [index, list] = inner(argument) as [number, Json[]];
        return Array.isArray(list) ? (list[Number(index)] ?? null) : this.#unknown(stack, where, name);
      }
      case 'Fn::Split': {
        const [separator, text] = inner(argument) as [string, string];
        const parts = typeof text === 'string' ? text.split(separator, mostParts) : Array(mostParts);
        this.#steps += parts.length;
        return parts.length < mostParts ? parts : this.#unknown(stack, where, name);
      }
      case 'Fn::GetAZs':
        // Which zones an account has is its own matter; which of them is first or second is all that is asked here.
        return [0, 1, 2].map((index) => `«zone ${index} of ${stack.region}»`);
      case 'Fn::Cidr':
        return Array.from({ length: 256 }, (_, index) => `«range ${index} of ${where}»`);
      case 'Fn::Sub':
        return this.#substitute(argument, stack, where, depth);
      case 'Fn::ImportValue': {
        const source = this.#exports.get(`${stack.region}/${String(inner(argument))}`);
        if (!source) return this.#unknown(stack, where, `Fn::ImportValue ${JSON.stringify(argument)}`);
        return this.#follow(source.value, source.stack, where, depth);
      }
      case 'Fn::GetStackOutput': {
        const { StackName, OutputName, Region = stack.region } = inner(argument) as Record<string, string>;
        return this.#output(this.#stacks.get(`${Region}/${StackName}`), String(OutputName), stack, where, depth);
      }
      default:
        return this.#unknown(stack, where, name);
    }
  }

  #branch([condition, yes, no]: (Json | undefined)[], stack: StackInfo, where: string, depth: number): Walked {
    const holds = this.holds(String(condition), stack);
    const branch = (value: Json | undefined) => this.#walk(value ?? null, stack, where, depth);
    if (holds !== 'unknown') return branch(holds ? yes : no);
    this.#unknown(stack, where, `the condition ${condition} is ${undecided(String(condition))}`);
    return new Either([...valuesOf(branch(yes)), ...valuesOf(branch(no))]);
  }

  #findInMap([map, first, second, more]: Json[], stack: StackInfo, where: string, depth: number): Walked {
    const keys = [map, first, second].map((key) => this.#silently(key ?? '', stack, true, depth));
    const values = mapped(stack.template.Mappings, keys);
    this.#steps += values.length;
    const otherwise = own(more, 'DefaultValue');
    if (otherwise !== undefined && (values.length === 0 || keys.includes(undefined)))
      values.push(single(this.#walk(otherwise, stack, where, depth)) as Json);
    if (values.length === 1) return values[0] as Json;
    const unknown = this.#unknown(stack, where, `Fn::FindInMap ${JSON.stringify([map, first, second])}`);
    return values.length > 1 ? new Either(values) : unknown;
  }

  #output(source: StackInfo | undefined, name: string, stack: StackInfo, where: string, depth: number): Walked {
    const output = own(source?.template.Outputs, name);
    if (!source || !isObject(output)) return this.#unknown(stack, where, `output ${name}`);
    return this.#follow(output.Value ?? null, source, where, depth);
  }

  /** The value of another stack's output or parameter; one that leads back to itself is none. */
  #follow(value: Json, stack: StackInfo, where: string, depth: number): Walked {
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
    return text.replace(/\$\{(!?)([^}]{1,500})\}/g, (_, literal: string, written: string) => {
      if (literal) return `\${${written}}`;
      const name = written.trim();
      const given = own(values, name);
      if (given !== undefined) return this.#text(single(this.#walk(given, stack, where, depth)));
      const [id, attribute] = name.split(/\.(.*)/s);
      const found = attribute
        ? this.#attribute(id ?? '', attribute, stack, where, depth)
        : this.#ref(name, stack, where, depth);
      return this.#text(single(found));
    });
  }

  #ref(id: string, stack: StackInfo, where: string, depth: number): Walked {
    const place = this.#deciding ? undecidedPlace(stack) : stack;
    const pseudo = pseudoParameter(id, place);
    if (pseudo !== undefined) return pseudo;
    const resource = writtenResource(id, stack);
    if (resource) return refOf(id, resource, place, this.#propertyOf(id, resource.properties, stack, where));
    const parameter = parameterOf(id, stack);
    if (!parameter) return this.#unknown(stack, where, `Ref ${id}`);
    return this.#follow(parameter.value, parameter.stack, where, depth);
  }

  #attribute(id: string, attribute: string, stack: StackInfo, where: string, depth: number): Walked {
    const resource = writtenResource(id, stack);
    if (!resource) return this.#unknown(stack, where, `Fn::GetAtt ${id}.${attribute}`);
    const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    if (output) return this.#output(stack.nested?.get(id), output, stack, where, depth);
    const place = this.#deciding ? undecidedPlace(stack) : stack;
    return attributeOf(id, attribute, resource, place, this.#propertyOf(id, resource.properties, stack, where));
  }

  #propertyOf(id: string, properties: JsonObject, stack: StackInfo, where: string) {
    return (name: string): Json | undefined => {
      const given = properties[name];
      if (given === undefined) return undefined;
      const key = `${stack.name}/${id}.${name}`;
      if (this.#naming.has(key)) return this.#unknown(stack, where, `the name of ${id} refers to itself`);
      this.#naming.add(key);
      const resolved = single(this.#walk(given, stack, where, 50));
      this.#naming.delete(key);
      return resolved === absent ? undefined : resolved;
    };
  }

  /** Functions double a text each time that they name it: a hundred characters are a step. */
  #text(value: unknown): string {
    const text = String(value);
    this.#steps += text.length / 100;
    if (this.#steps > mostSteps) throw new RangeError('its values make more text than a policy takes');
    return text;
  }

  #unknown(stack: StackInfo, where: string, what: string): string {
    this.#open += 1;
    if (this.#quiet === 0) this.unresolved.push({ stack: stack.name, where, what });
    return `«unresolved ${stack.name}/${where}»`;
  }
}
