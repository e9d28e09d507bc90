import { runJudge } from '../judge/cli.ts';
import { readSubject } from './subject.ts';

process.exitCode = await runJudge('access', process.argv.slice(2), readSubject);
