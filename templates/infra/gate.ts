import { runGate } from '../judge/gate/gate.ts';
import { gated } from './gated.ts';

process.exitCode = await runGate(process.argv.slice(2), gated);
