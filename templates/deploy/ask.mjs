// The one question that deploy and destroy ask.
import { createInterface } from 'node:readline/promises';
import { Refused } from './refuse.mjs';

/**
 * Goes on only where a person types the word. Nobody is waited for where nobody can answer.
 * @param {string} question @param {string} word @param {string} flag what to type where there is no terminal
 */
export async function confirm(question, word, flag) {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Refused('Not interactive, and nobody confirmed it', `Add ${flag}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} `);
  terminal.close();
  if (answer.trim() !== word) throw new Refused('Nothing was changed', `To go on, type ${word}`);
}
