import type { Json } from '../../templates/judge/read/json.ts';

/** Where a key is divided: a tag's or control's name is one key, whatever dots it has. */
function divided(key: string, within?: string): [head: string, rest: string | undefined] {
  const dot = within === 'tags' || within === 'controls' ? -1 : key.indexOf('.');
  return dot < 0 ? [key, undefined] : [key.slice(0, dot), key.slice(dot + 1)];
}

/** `a.b.c` of what was read as JSON, or of answers; undefined where there is no such place. */
export function settingAt(settings: unknown, key: string, within?: string): Json | undefined {
  const [head, rest] = divided(key, within);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  if (!Object.hasOwn(settings, head)) return undefined;
  const value = (settings as Record<string, Json>)[head];
  return rest === undefined ? value : settingAt(value, rest, head);
}

/** The same settings with another value at `a.b.c`. */
export function withSetting<Settings extends object>(
  settings: Settings,
  key: string,
  value: unknown,
  within?: string,
): Settings {
  const [head, rest] = divided(key, within);
  if (rest === undefined) return { ...settings, [head]: value };
  const inner = (settings as Record<string, object | undefined>)[head] ?? {};
  return { ...settings, [head]: withSetting(inner, rest, value, head) };
}
