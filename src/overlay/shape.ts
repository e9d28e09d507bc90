import type { Json } from '../../templates/judge/read/json.ts';

/** The part of JSON Schema 2020-12 that schemas/overlay.schema.json uses; a test holds that it uses no more. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  enum?: Json[];
  anyOf?: Schema[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  minProperties?: number;
  maxProperties?: number;
  $defs?: Record<string, Schema>;
}

/** One thing that is wrong, at a JSON pointer (RFC 6901). */
export interface ShapeFinding {
  at: string;
  what: string;
}

const typeOf = (value: Json) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
/** A value as a message may show it: short, and without anything that a terminal acts on. */
const shown = (value: Json) =>
  JSON.stringify(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 60);

function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace('#/$defs/', '');
  if (name === undefined) return schema;
  const found = root.$defs?.[name];
  if (!found) throw new Error(`the schema has no $defs/${name}`);
  return { ...found, ...(schema.description && { description: schema.description }) };
}

function ofText(text: string, schema: Schema, at: string): ShapeFinding[] {
  const wrong: string[] = [];
  // JSON Schema counts code points, not UTF-16 units.
  const length = [...text].length;
  if (schema.minLength !== undefined && length < schema.minLength) wrong.push(`is shorter than ${schema.minLength}`);
  if (schema.maxLength !== undefined && length > schema.maxLength) wrong.push(`is longer than ${schema.maxLength}`);
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(text)) wrong.push(`is ${shown(text)}`);
  return wrong.map((what) => ({ at, what }));
}

function ofList(list: Json[], schema: Schema, root: Schema, at: string): ShapeFinding[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (list.length < minItems) return [{ at, what: `has fewer than ${minItems} entries` }];
  if (list.length > maxItems) return [{ at, what: `has more than ${maxItems} entries` }];
  return items ? list.flatMap((item, index) => problems(item, items, root, `${at}/${index}`)) : [];
}

function ofObject(object: { [key: string]: Json }, schema: Schema, root: Schema, at: string): ShapeFinding[] {
  const { properties = {}, required = [], additionalProperties = true, propertyNames } = schema;
  const keys = Object.keys(object);
  const found: ShapeFinding[] = required
    .filter((key) => !Object.hasOwn(object, key))
    .map((key) => ({ at, what: `has no "${key}"` }));
  if (keys.length < (schema.minProperties ?? 0)) found.push({ at, what: 'says nothing beside its reason' });
  if (keys.length > (schema.maxProperties ?? Number.POSITIVE_INFINITY)) {
    return [{ at, what: `has more than ${schema.maxProperties} entries` }];
  }
  for (const key of keys) {
    const below = `${at}/${pointer(key)}`;
    if (propertyNames && problems(key, propertyNames, root, below).length > 0) {
      found.push({
        at: below,
        what: `${shown(key)} is not known here. ${resolve(propertyNames, root).description ?? ''}`,
      });
      continue;
    }
    const own = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (own === false) {
      found.push({ at: below, what: `is not known; known are ${Object.keys(properties).join(', ')}` });
    } else if (typeof own === 'object') found.push(...problems(object[key] as Json, own, root, below));
  }
  return found;
}

/** Everything that is wrong with a value, not only the first thing; the schema's description says what is right. */
export function problems(value: Json, reference: Schema, root: Schema = reference, at = ''): ShapeFinding[] {
  const schema = resolve(reference, root);
  const told = (what: string): ShapeFinding[] => [{ at, what: [what, schema.description].filter(Boolean).join('. ') }];
  if (schema.anyOf && !schema.anyOf.some((one) => problems(value, one, root, at).length === 0)) {
    return told(`is ${shown(value)}`);
  }
  if (schema.enum && !schema.enum.includes(value)) return told(`is ${shown(value)}, not ${schema.enum.join(' or ')}`);
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.includes(typeOf(value))) return told(`is not ${types.join(' or ')}`);
  if (typeof value === 'string') return ofText(value, schema, at).flatMap(({ what }) => told(what));
  if (Array.isArray(value)) return ofList(value, schema, root, at);
  if (typeof value === 'object' && value !== null) return ofObject(value, schema, root, at);
  return [];
}
