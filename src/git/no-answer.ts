import { Refusal } from '../refusal.ts';

/** What takes any repository a moment: git that waits longer does so for ever. */
export const quickMilliseconds = 6_000;

/** A named pipe or a device in the place of something that git reads: in its folder, or where its configuration leads. */
export const noAnswer = (directory: string) =>
  new Refusal({
    code: 'git/no-answer',
    what: 'git does not answer here: it waits for something that it reads',
    where: directory,
    fix: 'Clone the repository again.',
  });
