import { placesOf } from '../compare/accepted-places.ts';
import { properName } from '../decide/iam-data.ts';
import { compileSet } from '../decide/policy.ts';
import { fromAccounts, RowError } from '../prove/row.ts';
import type { Scope } from '../prove/what.ts';
import { type Asker, askers } from '../prove/who.ts';
import { channelsFrom } from '../reach/channels.ts';
import type { Edge, Unknown } from '../reach/edges.ts';
import { reachOf } from '../reach/reach.ts';
import { bearingOn } from '../read/about.ts';
import { type AccessModel, principalOf } from '../read/model.ts';
import type { NotProven } from '../read/not-proven.ts';
import { type AllowedCall, callsInWords, callsOf, shortener } from './calls.ts';
import { notProvenInWords } from './not-proven.ts';
import { printableLines } from './printable.ts';
import { asHere } from './why.ts';

/** How an identity is come by, and the calls that this takes. */
export interface Way {
  to: string;
  how: string;
  calls: AllowedCall[];
}

/** An identity whose rights somebody has. */
export interface ReachedRole {
  role: string;
  /** With its credentials in hand, or only through code that runs with them. */
  holds: boolean;
  path: Way[];
  /** By what the output of its code comes out. */
  channels: { shows: string; calls: AllowedCall[] }[];
  /** Its own allows: `s3:GetObject on raw/train/*`. */
  allows: string[];
}

/** Whose rights somebody comes by, in one account. */
export interface ReachDocument {
  account: string;
  who: string;
  reached: ReachedRole[];
  /** Rights that no template says, and the path to each. */
  unknown: Way[][];
  notProven: NotProven[];
  /** What the engine refused to answer on the way. */
  refused: string[];
}

/** `access --reach WHO` over each account: 1 where an answer rests on what no template says or was not read. */
export function reachAnswer(who: string, places: { account: string; model: AccessModel; scope: Scope }[]) {
  const all = fromAccounts(places, ({ account, model, scope }) =>
    reachDocuments(who, account, model, scope).map((document) => ({ document, text: inWords(document) })),
  );
  const documents = all.map(({ document }) => document);
  const open = documents.flatMap(({ notProven, refused, unknown }) => [...notProven, ...refused, ...unknown]);
  const code: 0 | 1 = open.length > 0 ? 1 : 0;
  const notRead = notProvenInWords(placesOf([...new Set(documents.flatMap(({ notProven }) => notProven))], undefined));
  return { code, document: documents, text: [...all.map(({ text }) => text), notRead].filter(Boolean).join('\n\n') };
}

/** Whose rights somebody has in the end: a role's words as in a row, or an ARN. */
function reachDocuments(who: string, account: string, model: AccessModel, scope: Scope): ReachDocument[] {
  const short = shortener(model.names);
  const way = ({ to, how, steps }: Edge | Unknown): Way => ({ to: short(to), how, calls: callsOf(steps, short) });
  return whoOf(asHere(who, model), model, scope).map((asker) => {
    const { reached, unknown, refused } = reachOf(asker, [{}], model, scope);
    const world = { model, scope, refused: new Set(refused) };
    const others = reached.filter(({ path }) => path.length > 0);
    const roles = others.map(({ asker: role, holds, path }): ReachedRole => {
      const channels = holds ? [] : channelsFrom(role, asker, [{}], world);
      return {
        role: role.name,
        holds,
        path: path.map(way),
        channels: channels.map(({ shows, steps }) => ({ shows, calls: callsOf(steps, short) })),
        allows: allowsOf(role, model, short),
      };
    });
    const notProven = [...new Set(reached.flatMap(({ asker: one }) => bearingOn(model, one.principal, undefined)))];
    const open = unknown.map(({ path, end }) => [...path, end].map(way));
    return { account, who: asker.name, reached: roles, unknown: open, notProven, refused: [...world.refused] };
  });
}

function allowsOf({ principal }: Asker, model: AccessModel, short: (text: string) => string): string[] {
  const { identity } = compileSet({ identity: principalOf(model, principal)?.identity ?? [] });
  return identity.flatMap(({ statements }) =>
    statements.flatMap(({ allows, actions, resources }) => {
      if (!allows) return [];
      const listed = (not: boolean | undefined, texts: string[]) => `${not ? 'all but ' : ''}${texts.join(', ')}`;
      const what = resources?.patterns.map(({ text }) => short(text)) ?? ['*'];
      const each = actions.patterns.map(({ text }) => properName(text));
      return [`${listed(actions.not, each)} on ${listed(resources?.not, what)}`];
    }),
  );
}

function whoOf(who: string, model: AccessModel, scope: Scope): Asker[] {
  if (!who.startsWith('arn:')) return askers(who, model, scope);
  const principal = principalOf(model, who);
  if (!principal)
    throw new RowError(`no template makes ${who}: there are ${model.principals.map(({ arn }) => arn).join(', ')}`);
  return [{ name: principal.name, principal: principal.arn }];
}

/** The paths as text: for each role the calls that lead to it, and the statements that carry each. */
function inWords({ who, reached, unknown, refused }: ReachDocument): string {
  const calls = (each: AllowedCall[]) => callsInWords(each).map((line) => `      ${line}`);
  const path = (ways: Way[]) => ways.flatMap((each) => [`    ${each.to}: ${each.how}`, ...calls(each.calls)]);
  const roles = reached.flatMap((one) => [
    `  ${one.role} (${one.holds ? 'its credentials' : 'code that runs with it'})`,
    ...path(one.path),
    ...one.channels.flatMap((each) => [`    ${each.shows} come out by`, ...calls(each.calls)]),
    '    its policies allow',
    ...one.allows.map((each) => `      ${each}`),
  ]);
  const open = unknown.flatMap((ways) => ['  rights that no template says', ...path(ways)]);
  const none = reached.length + unknown.length === 0 ? ['  nobody but itself'] : [];
  return printableLines([who, ...none, ...roles, ...open, ...refused.map((reason) => `  not proven: ${reason}`)]);
}
