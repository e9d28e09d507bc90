import { fuzz } from './fuzz.ts';

/**
 *   npm run fuzz:input                20,000 inputs from the fixed seed
 *   npm run fuzz:input -- 2000 7      so many, from another seed
 */
const [count = '20000', seed = '20261127'] = process.argv.slice(2);
const started = Date.now();
const { tried, broken } = await fuzz(Number(count), Number(seed));
for (const [name, times] of Object.entries(tried)) console.log(`${String(times).padStart(6)} ${name}`);
for (const { target, input, what } of broken.slice(0, 10)) console.log(`\n${target}: ${what}\n${input}`);
console.log(`\n${broken.length} broke the program, in ${Math.round((Date.now() - started) / 1000)} s`);
process.exitCode = broken.length > 0 ? 1 : 0;
