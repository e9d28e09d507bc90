import { run } from '../judge/cli.ts';
import { readSubject } from './subject.ts';

process.exitCode = await run('verify', process.argv.slice(2), readSubject);
