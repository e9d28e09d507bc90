import { existsSync, readdirSync, readFileSync } from 'node:fs';
import images from '../../ml/images.json' with { type: 'json' };
import model from '../../ml/model.json' with { type: 'json' };

const ml = (path: string) => new URL(`../../ml/${path}`, import.meta.url);

/** Python Packaging User Guide, "Names and normalization". */
const plain = (name: string) => name.replace(/[-_.]+/g, '-').toLowerCase();

/** What ml/requirements.in asks for, by name. */
const required = () =>
  readFileSync(ml('requirements.in'), 'utf8')
    .split('\n')
    .flatMap((line) => /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? [])
    .map(plain);

const vendored = () =>
  existsSync(ml('vendor'))
    ? readdirSync(ml('vendor')).flatMap((name) => /^(.+)-[^-]+\.dist-info$/.exec(name)?.[1] ?? [])
    : [];

/**
 * What is to be typed before a pipeline can run: its image by digest, and in the repository what the image lacks. A
 * deployment without that starts no job.
 */
export function unready(): string[] {
  const { use, digest, inferenceDigest } = model.image as Record<string, string | null>;
  const known = (images as Record<string, { training: string; inference: string; has: string[] }>)[use ?? ''];
  const pinned = digest && (!known || known.training === known.inference || inferenceDigest);
  const there = new Set([...(known?.has ?? []), ...vendored().map(plain)]);
  const lacks = known ? required().filter((name) => !there.has(name)) : [];
  return [...(pinned ? [] : ['npm run image:pin']), ...(lacks.length > 0 ? ['npm run vendor'] : [])];
}
