import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run image:pin` and `npm run vendor` leave behind, so that pipelines start their steps. */
export function makeReady(directory: string): void {
  const file = join(directory, 'ml/model.json');
  const model = JSON.parse(readFileSync(file, 'utf8'));
  model.image.digest = `sha256:${'a'.repeat(64)}`;
  writeFileSync(file, JSON.stringify(model));
  for (const name of ['skops-0.16.0', 'wcwidth-0.2.13', 'prettytable-3.10.0'])
    mkdirSync(join(directory, `ml/vendor/${name}.dist-info`), { recursive: true });
}
