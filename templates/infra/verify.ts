import { runJudge } from '../judge/cli.ts';
import { readSubject } from './subject.ts';

process.exitCode = await runJudge('verify', process.argv.slice(2), readSubject);
