import { templates } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import { Refusal } from '../refusal.ts';
import { readKinds } from '../units/kind.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const operands = 1;

export const help = `secure-ml completion bash|zsh|fish

Prints a script that completes commands and their options in your shell. The script is static: completion starts no program.

Examples
  secure-ml completion bash > ~/.local/share/bash-completion/completions/secure-ml
  source <(secure-ml completion zsh)
  secure-ml completion fish > ~/.config/fish/completions/secure-ml.fish`;

/** The long options of every command, and of each beyond those. */
interface Known {
  everywhere: string[];
  commands: Record<string, string[]>;
}

/** Asked of the commands themselves, each of which is loaded for it. */
export async function listed(): Promise<Known> {
  const { commands, common } = await import('./commands.ts');
  const own = Object.entries(commands).map(
    async ([name, load]) => [name, Object.keys((await load()).options)] as const,
  );
  return { everywhere: Object.keys(common), commands: Object.fromEntries(await Promise.all(own)) };
}

/** Words that can be behind a command; all others may be files. */
const wordsAfter = (): Record<string, string[]> => ({
  control: readCatalog(templates).map(({ id }) => id),
  add: readKinds(templates).map(({ kind }) => kind),
  overlay: ['new', 'test'],
  completion: Object.keys(shells),
});

const names = ['create-secure-ml', 'secure-ml'];
const flags = (words: string[]) => words.map((word) => `--${word}`).join(' ');
const firstWords = ({ commands }: Known) => Object.keys(commands).join(' ');

/** `case` of the first word, for bash and zsh alike: its options, and the words behind it. */
function cases({ commands, everywhere }: Known): string {
  const after = wordsAfter();
  const one = (pattern: string, own: string[], words = '') =>
    `    ${pattern}) own="${flags([...own, ...everywhere])}" following="${words}" ;;`;
  return [
    ...Object.entries(commands).map(([name, own]) => one(name, own, after[name]?.join(' '))),
    one('*', commands.new ?? []),
  ].join('\n');
}

/** What it does not know, bash's own completion of files does (-o default). */
const bash = (all: Known) => `_secure_ml() {
  local here="\${COMP_WORDS[COMP_CWORD]}" own following
  case "\${COMP_WORDS[1]}" in
${cases(all)}
  esac
  if [[ "$here" == -* ]]; then following="$own"
  elif [[ $COMP_CWORD -eq 1 ]]; then following="${firstWords(all)}"
  fi
  COMPREPLY=($(compgen -W "$following" -- "$here"))
}
complete -o default -F _secure_ml ${names.join(' ')}`;

const zsh = (all: Known) => `#compdef ${names.join(' ')}
_secure_ml() {
  local own following
  case "$words[2]" in
${cases(all)}
  esac
  if [[ "$PREFIX" == -* ]]; then compadd -- \${=own}; return; fi
  (( CURRENT == 2 )) && following="${firstWords(all)}"
  compadd -- \${=following} || _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _secure_ml ${names.join(' ')}`;

function fish(all: Known): string {
  const { commands, everywhere } = all;
  const after = wordsAfter();
  const others = Object.keys(commands)
    .filter((command) => command !== 'new')
    .join(' ');
  return names
    .flatMap((name) => [
      `complete -c ${name} -n '__fish_is_first_arg' -a '${firstWords(all)}'`,
      ...everywhere.map((word) => `complete -c ${name} -l ${word}`),
      ...Object.entries(commands).flatMap(([command, own]) => {
        // A first word that is not a command is a directory, and the options are those of new.
        const seen =
          command === 'new' ? `not __fish_seen_subcommand_from ${others}` : `__fish_seen_subcommand_from ${command}`;
        const here = `complete -c ${name} -n '${seen}'`;
        return [
          ...(after[command] ? [`${here} -f -a '${after[command].join(' ')}'`] : []),
          ...own.map((word) => `${here} -l ${word}`),
        ];
      }),
    ])
    .join('\n');
}

const shells: Record<string, (all: Known) => string> = { bash, zsh, fish };

export async function run(call: Call): Promise<number> {
  const [shell = ''] = call.positionals;
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!script) {
    const what = shell ? `There is no completion for "${shell}"` : 'No shell is named';
    throw new Refusal({ code: 'completion/shell', what, fix: 'Type: secure-ml completion bash, zsh or fish' });
  }
  const text = script(await listed());
  call.print({ script: text }, text);
  return 0;
}
