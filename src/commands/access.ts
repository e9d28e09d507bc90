import { acceptedFile } from '../guard/waiver.ts';
import { type Engine, judging } from '../judging/judging.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Command } from './call.ts';
import { repositoryAt, withAssemblySince } from './judged.ts';
import { withAssembly } from './repository.ts';

export const options: Command['options'] = {
  since: { type: 'string' },
  why: { type: 'boolean' },
  reach: { type: 'string' },
  assembly: { type: 'string' },
  condition: { type: 'string', multiple: true },
  parameters: { type: 'string' },
};

export const operands = 4;

export const help = `secure-ml access [--since REF|DIR] [--why WHO ACTION WHAT ["PHRASE"]] [--reach WHO]

Shows who can do what: principals, resources, actions, and conditions in words. This program's own judge evaluates the templates that
would be deployed, and runs none of the repository's code to judge it.

  --since REF|DIR   show what the work tree widens or narrows compared with a commit or another assembly; exit with 1 if access widens
  --why             explain one decision, statement by statement
  --reach WHO       show whose permissions WHO can obtain: by assuming a role, passing it to code, or writing what another role runs
  --assembly DIR    use these templates; without it, the work tree is synthesized first
  --parameters FILE, --condition NAME=true|false
                    values that only the deployment knows; without them, both branches count, as not proven

Examples
  secure-ml access --since main
  secure-ml access --reach engineer
  secure-ml access --why training s3:GetObject raw/train/x "from outside the network"`;

function question(positionals: string[]): [string, string, string, string?] {
  const [who, action, what, phrase, ...more] = positionals;
  if (who && action && what && more.length === 0) return [who, action, what, phrase];
  const fix = 'Type: secure-ml access --why WHO ACTION WHAT ["PHRASE"]';
  throw new Refusal({ code: 'judge/why', what: 'The question has no WHO, ACTION and WHAT', fix });
}

export async function run(call: Call): Promise<number> {
  const { values, positionals, directory } = call;
  if (positionals.length > 0 && !values.why) question([]);
  const asked = values.why ? question(positionals) : undefined;
  const givenTo = ({ readGiven: given }: Engine) =>
    given((values.condition ?? []) as string[], typeof values.parameters === 'string' ? values.parameters : undefined);
  const { code, document, text } = await withAssembly(call, async (assembly) => {
    if (typeof values.since === 'string') {
      return withAssemblySince(call, values.since, (before) =>
        judging((engine) => engine.compared(before, assembly, acceptedFile(directory), givenTo(engine))),
      );
    }
    const repository = repositoryAt(directory);
    if (asked) return judging((engine) => engine.why(assembly, asked, repository, givenTo(engine)));
    const { reach } = values;
    if (typeof reach === 'string')
      return judging((engine) => engine.reach(assembly, reach, repository, givenTo(engine)));
    const found = await judging((engine) => engine.cells(assembly, repository, givenTo(engine)));
    const { text: shown, ...document } = found;
    return { code: found.notProven.some(({ accepted }) => !accepted) ? 1 : 0, document, text: shown };
  });
  call.print(document, text);
  return code;
}
