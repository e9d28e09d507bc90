import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What cannot be typed here, and why. */
export const leftOut: Record<string, string> = {
  'aws sso login --profile PROFILE': 'the stand-in takes any credentials',
  'npm ci': 'the packages are there; npm run test:stranger types it',
  'npm test': 'npm run test:stranger types it; deploy synthesizes and proves by itself',
};

/** The commands of a README's "First deployment", as they are written there, in their order. */
export function commandsIn(text: string): string[] {
  const [, section = ''] = /\n## First deployment\n(.*?)\n(?:To delete the stacks|## )/s.exec(text) ?? [];
  const commands = [...section.matchAll(/`([^`]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => /^(npm|aws|printf|npx) /.test(code));
  return [...new Set(commands)];
}

/** Those that are typed here. */
export const firstDeployment = (directory: string): string[] =>
  commandsIn(readFileSync(join(directory, 'README.md'), 'utf8')).filter((code) => !(code in leftOut));

/** Which of them begins so. The road types no other: a README that changes its words stops here. */
export function typedIn(commands: string[], beginning: RegExp): string {
  const found = commands.find((one) => beginning.test(one));
  if (!found) throw new Error(`README's first deployment has no ${beginning}: ${commands.join('; ')}`);
  return found;
}
