import { Refusal } from '../refusal.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const help = `secure-ml completion bash|zsh|fish

A script that completes commands and their options in your shell. It is static: completing starts no program.

Examples
  secure-ml completion bash > ~/.local/share/bash-completion/completions/secure-ml
  source <(secure-ml completion zsh)
  secure-ml completion fish > ~/.config/fish/completions/secure-ml.fish`;

/** What every command takes. A test holds this and the next table against the commands themselves. */
export const everywhere = [
  ...[
    'yes',
    'answers',
    'set',
    'org',
    'trust',
    'json',
    'dry-run',
    'no-install',
    'no-git',
    'quiet',
    'help',
    'version',
    'directory',
  ],
];

/** The options of each command beyond those. */
export const commands: Record<string, string[]> = {
  new: ['name', 'region', 'sensitivity', 'email'],
  upgrade: ['preview', 'abort', 'keep-overlays', 'guards', 'adopt', 'rebase-base', 'without-guards'],
  answers: ['keep-overlays', 'without-guards'],
  control: ['off', 'keep-overlays', 'without-guards'],
  check: ['strict', 'sarif'],
  diff: [],
  access: ['since', 'why', 'assembly'],
  report: ['output', 'assembly'],
  eject: [],
  waive: ['reason', 'owner', 'until'],
  fleet: ['from', 'html', 'overlay'],
  overlay: ['modules'],
  completion: [],
};

const names = ['create-secure-ml', 'secure-ml'];
const flags = (words: string[]) => words.map((word) => `--${word}`).join(' ');

function bash(): string {
  const cases = Object.entries(commands).map(
    ([name, own]) => `    ${name}) words="${flags([...own, ...everywhere])}" ;;`,
  );
  return `_secure_ml() {
  local here="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="${Object.keys(commands).join(' ')} ${flags([...(commands.new ?? []), ...everywhere])}" ;;
  esac
  if [[ "$here" != -* && $COMP_CWORD -gt 1 ]]; then COMPREPLY=($(compgen -f -- "$here"))
  else COMPREPLY=($(compgen -W "$words" -- "$here")); fi
}
complete -F _secure_ml ${names.join(' ')}`;
}

function fish(): string {
  const all = Object.keys(commands).join(' ');
  return names
    .flatMap((name) => [
      `complete -c ${name} -n '__fish_is_first_arg' -a '${all}'`,
      ...everywhere.map((word) => `complete -c ${name} -l ${word}`),
      ...Object.entries(commands).flatMap(([command, own]) =>
        own.map((word) => `complete -c ${name} -n '__fish_seen_subcommand_from ${command}' -l ${word}`),
      ),
    ])
    .join('\n');
}

/** zsh runs bash's script. */
const zsh = () => `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;

const shells: Record<string, () => string> = { bash, zsh, fish };

export async function run(call: Call): Promise<number> {
  const [shell = ''] = call.positionals;
  const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (!script) {
    const what = shell ? `There is no completion for "${shell}"` : 'No shell is named';
    throw new Refusal({ code: 'completion/shell', what, fix: 'Type: secure-ml completion bash, zsh or fish' });
  }
  call.print({ script: script() }, script());
  return 0;
}
