import { type Evidence, evidencePages } from './evidence.ts';
import { frontPages } from './front.ts';
import { document } from './html.ts';
import { style } from './style.ts';

/** What the review needs first, then all evidence, on one self-contained page. */
export const reportPage = (all: Evidence): string =>
  document(`${all.settings.name}: security report`, style, `<main>${frontPages(all)}\n${evidencePages(all)}</main>`);
