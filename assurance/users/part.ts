import { readPart, today, writePart } from '../page.ts';

const head = `## Sample users

\`npm run users\`, and \`npm run users -- digits\` for the one with PyTorch. Each takes a new repository at confidential, follows its README
with public data that a package ships, and changes at most four files. Training is started by \`sagemaker-training\` and the model
served by \`sagemaker-inference\`, the toolkits of AWS's containers; requests are built for a region of each partition.`;

/** Puts what one user met into docs/assurance.md, and leaves the others as their runs wrote them. */
export function writeUser(name: string, said: string[]): void {
  const sections = new Map<string, string>();
  for (const [section, user = ''] of readPart('users').matchAll(/^### (\S+), .*\n\n(?:- .*\n?)+/gm)) {
    sections.set(user, section.trim());
  }
  sections.set(name, `### ${name}, ${today()}\n\n${said.map((line) => `- ${line}`).join('\n')}`);
  const sorted = [...sections].sort(([a], [b]) => a.localeCompare(b)).map(([, section]) => section);
  writePart('users', [head, ...sorted].join('\n\n'));
}
