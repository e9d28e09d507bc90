import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Header, Pax } from 'tar';
import { expect } from 'vitest';
import { originOf } from '../../src/overlay/origin.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { fetchOverlay } from '../../src/overlay/source.ts';
import { Refusal } from '../../src/refusal.ts';
import type { Tree } from '../../src/tree/tree.ts';

/** An overlay.json that is right, with parts of it replaced. */
export function document(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    format: 1,
    name: 'bank',
    version: '1.0.0',
    generator: '>=0.1.0',
    contact: 'platform@bank.example',
    ...parts,
  };
}

/** A tree of texts. */
export function treeOf(files: Record<string, string>): Tree {
  return new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: '100644' }]));
}

/** An overlay's tree: the document and what is below files/. */
export function overlayTree(parts: Record<string, unknown> = {}, files: Record<string, string> = {}): Tree {
  const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`files/${path}`, text]));
  return treeOf({ 'overlay.json': JSON.stringify(document(parts)), ...below });
}

export interface Member {
  path: string;
  content?: Buffer;
  type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'BlockDevice' | 'FIFO';
  link?: string;
  /** The size that the header tells, where it lies. */
  size?: number;
  /** Write the path in a pax header, which can hold what a plain header cannot. */
  pax?: boolean;
}

/** A tarball with members that no honest program would pack. */
export function tarballOf(members: Member[]): Buffer {
  const blocks = members.flatMap(({ path, content = Buffer.alloc(0), type = 'File', link, size, pax }) => {
    const header = new Header({
      path: pax ? 'pax' : path,
      mode: 0o644,
      size: size ?? content.length,
      type,
      linkpath: link,
    });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [...(pax ? [new Pax({ path }).encode()] : []), block, content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The refusal's code and text; anything else that happens fails the test. */
export async function refusal(act: () => unknown): Promise<Refusal> {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error as Refusal;
  }
  throw new Error('nothing was refused');
}

export async function fetched(spec: string, from: string) {
  const { tree } = await fetchOverlay(spec, from, originOf(spec, from)?.registry);
  return readOverlay(tree, spec);
}

export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'forge-'));
}
