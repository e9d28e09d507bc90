import { partitionOf } from '../../templates/judge/place.ts';
import { type Evidence, evidencePages } from './evidence.ts';
import { frontPages } from './front.ts';
import { document } from './html.ts';
import { style } from './style.ts';

/** Rows, journeys and duties are written for any project (NAME, REGION); a reviewer reads about this one. */
function ofProject(all: Evidence): Evidence {
  const { name, region } = all.settings;
  const named = (text: string) => text.replace(/\{NAME\}|\bNAME\b/g, name);
  const placed = (text: string) => named(text).replaceAll('REGION.SUFFIX', `${region}.${partitionOf(region).suffix}`);
  return {
    ...all,
    results: all.results.map((result) => ({
      ...result,
      sentences: result.sentences.map((one) => ({
        ...one,
        sentence: placed(one.sentence),
        evidence: one.evidence.map(placed),
        ...(one.journey && {
          journey: { ...one.journey, ...(one.journey.stopped && { stopped: placed(one.journey.stopped) }) },
        }),
      })),
    })),
    controls: all.controls.map((one) => ({ ...one, ...(one.duty && { duty: named(one.duty) }) })),
  };
}

/** What the review needs first, then all evidence, on one self-contained page. */
export function reportPage(given: Evidence): string {
  const all = ofProject(given);
  return document(
    `${all.settings.name}: security report`,
    style,
    `<main>${frontPages(all)}\n${evidencePages(all)}</main>`,
  );
}
