import type { Entry } from '../tree/tree.ts';

/** Text and pictures below docs/, in folders and files that no tool looks for. Not SVG: a browser runs scripts in it. */
const inert = () => /^docs\/([\p{L}\p{N}][^/]*\/)*[\p{L}\p{N}][^/]*\.(md|txt|png|jpe?g|gif|webp)$/iu;
/** Coding assistants read these in any folder, and act on them. */
const instructions =
  /(^|\/)(agents?|claude|codex|copilot-instructions|crush|gemini|iflow|qwen|skill|warp)(\.local|\.override)?\.md$|\.(agent|chatmode|instructions|prompt)\.md$/i;

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

function lockDoes(text: string): string {
  const packages = count(text, /"node_modules\/[^"]*": \{/g);
  const addresses = count(text, /"resolved": "/g);
  const digests = count(text, /"integrity": "/g);
  const parts = [
    addresses > 0 && `${addresses} of them from addresses that it names`,
    packages > digests && `${packages - digests} of them without a digest`,
  ].filter(Boolean);
  return `npm installs the packages that it names${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

const requirementsDo = (text: string) =>
  /^\s*(-i|--(extra-)?index-url|-f|--find-links|--trusted-host)\b/m.test(text) ||
  /(^|\s|@)\s*(git\+)?https?:\/\//m.test(text)
    ? 'pip installs from an index or address that it names'
    : 'pip installs the packages that it names';

/** What a file of such a path does where it is: the first that fits. */
const kinds: [RegExp, string | ((text: string) => string)][] = [
  [/^\.(github|forgejo|gitea)\/workflows\//i, 'a CI system runs it'],
  [
    /^(\.gitlab-ci\.ya?ml|\.gitlab\/.*|Jenkinsfile|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|\.circleci\/.*|\.travis\.yml|\.drone\.yml|\.buildkite\/.*|\.woodpecker(\/.*|\.ya?ml)|buildspec\.ya?ml|appveyor\.yml)$/i,
    'a CI system runs it',
  ],
  [/^\.github\//i, 'GitHub obeys it'],
  [
    /(^|\/)(\.vscode|\.idea|\.devcontainer|\.zed|\.fleet|\.vs)\/|\.code-workspace$|(^|\/)(\.devcontainer\.json|\.vimrc|\.exrc|\.nvim\.lua|\.dir-locals\.el)$/i,
    'an editor obeys it, and runs tasks that it names',
  ],
  [
    /(^|\/)(\.claude|\.cursor|\.codex|\.gemini|\.windsurf|\.continue|\.aider[^/]*)(\/|$)|(^|\/)(\.mcp\.json|\.cursorrules|\.windsurfrules)$/i,
    'a coding assistant obeys it, and runs hooks that it names',
  ],
  [instructions, 'a coding assistant obeys it'],
  [
    /(^|\/)(\.envrc|\.env(\..*)?|\.tool-versions|\.?mise\.toml|\.nvmrc|\.node-version|\.python-version)$/i,
    'a shell or a version manager obeys it on entering the folder',
  ],
  [
    /(^|\/)(\.husky|\.githooks)\/|(^|\/)(\.pre-commit-config\.yaml|lefthook\.ya?ml|\.lintstagedrc[^/]*)$/i,
    'git hooks run it',
  ],
  [/(^|\/)\.git(attributes|modules|ignore|config)$/i, 'git obeys it'],
  [/(^|\/)(package-lock|npm-shrinkwrap)\.json$/i, lockDoes],
  [
    /(^|\/)(\.npmrc|\.yarnrc(\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml|bunfig\.toml|pip\.conf|uv\.toml|\.pypirc)$/i,
    'it says where packages come from, and whether their scripts run',
  ],
  [/(^|\/)(package\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/i, 'npm installs and runs what it names'],
  [/(requirements|constraints)[^/]*\.(txt|in)$/i, requirementsDo],
  [
    /(^|\/)(pyproject\.toml|setup\.(py|cfg)|pipfile(\.lock)?|poetry\.lock|uv\.lock)$/i,
    'pip and Python tools run what it names',
  ],
  [
    /(^|\/)(pytest\.ini|tox\.ini|conftest\.py|\.coveragerc|sitecustomize\.py|[^/]*\.pth)$/i,
    'Python loads it, or plugins that it names',
  ],
  [
    /(^|\/)(makefile|cmakelists\.txt|justfile|taskfile\.ya?ml|dockerfile[^/]*|(docker-)?compose[^/]*\.ya?ml)$/i,
    'it runs when somebody builds',
  ],
  [/(^|\/)(codeowners|renovate\.json5?|\.renovaterc[^/]*|dependabot\.ya?ml)$/i, 'it decides who reviews what'],
  [
    /\.(ts|mts|cts|js|mjs|cjs|jsx|tsx|py|sh|bash|zsh|fish|ps1|bat|cmd|rb|pl|lua|node|wasm|so|dll)$/i,
    'code that a synthesis, a test or a job runs',
  ],
  [/\.(json|jsonc|json5|ya?ml|toml|ini|cfg|conf)$/i, 'a tool reads it'],
  [/\.(svg|html?|xml|pdf)$/i, 'a browser runs scripts in it'],
];

/**
 * What a file of an overlay does in a repository, in words that follow its path; nothing where it is known to do nothing. Unknown
 * is not harmless: what comes without a person's consent is a list, what needs it is the rest.
 */
export function whatItDoes(path: string, { content, mode }: Entry): string | undefined {
  if (mode === '100755') return 'it can be run';
  const [, does] = kinds.find(([pattern]) => pattern.test(path)) ?? [];
  if (does === undefined && inert().test(path)) return undefined;
  if (typeof does === 'function') return does(content.toString('latin1'));
  return does ?? 'nobody knows that it is harmless';
}

/** Does the removal of this path need consent? Pages come and go; what a repository runs or obeys does not. */
export const isMissed = (path: string) => !inert().test(path);
