import { createHash } from 'node:crypto';
import type { AcceptanceLine } from '../compare/acceptance.ts';
import { digestOfLoss, type Loss } from '../ratchet/resources.ts';

/** Something in a proposed change that a person has to decide on. */
export interface GateFinding {
  /** What accepted.json names. */
  id: string;
  what: string;
  /** The file that it is about. */
  path?: string;
  /** SHA-256 of what it is about: an accepted line that names it holds for exactly that. */
  digest: string;
  /** No line accepts it: the change cannot be judged at all. */
  isFinal?: true;
  accepted?: AcceptanceLine & { /** The line comes with this very change. */ isNew: boolean };
}

const hashed = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

export const findingOf = (id: string, what: string): GateFinding => ({ id, what, digest: hashed(what) });

export const lossFinding = (loss: Loss): GateFinding => ({ id: loss.id, what: loss.what, digest: digestOfLoss(loss) });

/** About a file as it is proposed; deleted, it has the digest of nothing. */
export const fileFinding = (path: string, what: string, content?: Buffer): GateFinding => ({
  ...{ id: `judge/${path}`, what, path, digest: hashed(content ?? '') },
});

const isSame = (one: AcceptanceLine, other: AcceptanceLine) =>
  one.finding === other.finding &&
  one.digest === other.digest &&
  one.until === other.until &&
  one.reason === other.reason;

const isOfJudge = ({ id, isFinal }: GateFinding) => id.startsWith('judge/') && !isFinal;

/** A newer judge is many files: one line accepts all of their edits, and is bound to every one of them. */
export function wholeOf(findings: GateFinding[]): GateFinding | undefined {
  const edits = findings.filter(isOfJudge);
  if (edits.length < 2) return undefined;
  const all = edits.map(({ id, digest }) => `${digest} ${id}\n`).sort();
  return { id: 'judge/version', what: `All ${edits.length} edits of what judges`, digest: hashed(all.join('')) };
}

/**
 * Findings with the lines that accept them: a line with a digest accepts that content alone, and one about the judge needs a digest.
 * Lines are those of the proposed change, which a review shows as a whole; which of them are new is told.
 */
export function withAccepted(
  findings: GateFinding[],
  lines: Map<string, AcceptanceLine[]>,
  known: Map<string, AcceptanceLine[]>,
): GateFinding[] {
  const whole = wholeOf(findings);
  return findings.map((finding) => {
    const fits = ({ digest }: AcceptanceLine) =>
      digest === undefined ? !finding.id.startsWith('judge/') : digest === finding.digest;
    const ofWhole = isOfJudge(finding)
      ? lines.get('judge/version')?.find(({ digest }) => digest === whole?.digest)
      : undefined;
    const line = finding.isFinal ? undefined : (lines.get(finding.id)?.find(fits) ?? ofWhole);
    if (!line) return finding;
    const isNew = !known.get(line.finding)?.some((one) => isSame(one, line));
    return { ...finding, accepted: { ...line, isNew } };
  });
}

export const isOpenGateFinding = ({ accepted }: GateFinding): boolean => accepted === undefined;

/** The line to paste into accepted.json, once its reason is written. */
export const lineFor = ({ id, digest }: GateFinding): string =>
  JSON.stringify({ finding: id, digest, owner: '@YOU', reason: 'WHY THIS IS ACCEPTABLE' });
