import { describe, expect, it } from 'vitest';
import { whatItDoes } from '../../src/overlay/kinds.ts';
import { needsApproval, runsOf } from '../../src/overlay/record.ts';

const entry = (text = '', mode: '100644' | '100755' = '100644') => ({ content: Buffer.from(text), mode });

describe('a file of an overlay that comes without consent', () => {
  it.each(['docs/a.md', 'docs/bank/on call/page.txt', 'docs/b/diagram.PNG', 'docs/é.md'])('is %s', (path) => {
    expect(whatItDoes(path, entry())).toBeUndefined();
  });
});

/** What tools run or obey without being told: each by its own documentation. */
const obeyed: [path: string, does: string, text?: string][] = [
  ['.github/workflows/a.yml', 'CI system'],
  ['.gitlab-ci.yml', 'CI system'],
  ['Jenkinsfile', 'CI system'],
  ['azure-pipelines.yml', 'CI system'],
  ['.circleci/config.yml', 'CI system'],
  ['.forgejo/workflows/a.yml', 'CI system'],
  ['.github/actions/a/action.yml', 'GitHub'],
  ['.vscode/tasks.json', 'editor'],
  ['.idea/workspace.xml', 'editor'],
  ['.devcontainer/devcontainer.json', 'editor'],
  ['docs/.vscode/settings.json', 'editor'],
  ['my.code-workspace', 'editor'],
  ['.exrc', 'editor'],
  ['.envrc', 'shell'],
  ['ml/.envrc', 'shell'],
  ['mise.toml', 'shell'],
  ['.nvmrc', 'shell'],
  ['.husky/pre-commit', 'git hooks'],
  ['.pre-commit-config.yaml', 'git hooks'],
  ['.gitattributes', 'git obeys'],
  ['.gitmodules', 'git obeys'],
  ['.npmrc', 'where packages come from'],
  ['ml/pip.conf', 'where packages come from'],
  ['package.json', 'npm installs'],
  [
    'package-lock.json',
    '1 of them from addresses that it names, 1 of them without a digest',
    '"node_modules/a": {"resolved": "x"}',
  ],
  ['ml/requirements.txt', 'index or address', '--index-url https://r.example\n'],
  ['ml/requirements.txt', 'index or address', 'a @ git+https://h.example/a\n'],
  ['ml/requirements.txt', 'pip installs the packages', 'a==1\n'],
  ['docs/requirements.txt', 'pip installs the packages', 'a==1\n'],
  ['pytest.ini', 'Python loads'],
  ['ml/conftest.py', 'Python loads'],
  ['ml/pyproject.toml', 'pip and Python'],
  ['Makefile', 'builds'],
  ['ml/Dockerfile', 'builds'],
  ['.github/CODEOWNERS', 'GitHub'],
  ['CODEOWNERS', 'reviews'],
  ['infra/a.ts', 'synthesis'],
  ['scripts/a.sh', 'synthesis'],
  ['cdk.json', 'tool reads'],
  ['tsconfig.json', 'tool reads'],
  ['docs/a.html', 'browser'],
  ['docs/a.svg', 'browser'],
  ['docs/.hidden.md', 'nobody knows'],
  ['README.md', 'nobody knows'],
  ['bin/tool', 'nobody knows'],
  ['.mcp.json', 'assistant'],
  ['docs/AGENTS.md', 'assistant'],
  ['docs/AGENT.md', 'assistant'],
  ['docs/QWEN.md', 'assistant'],
  ['docs/review.prompt.md', 'assistant'],
  ['docs/review.chatmode.md', 'assistant'],
  ['docs/dev-requirements.txt', 'pip installs the packages', 'a==1\n'],
  ['docs/CMakeLists.txt', 'builds'],
];

describe('a file of an overlay that has to be agreed to', () => {
  it.each(obeyed)('%s: %s', (path, does, text = '') => {
    expect(whatItDoes(path, entry(text))).toContain(does);
    expect(needsApproval({ name: 'bank', files: new Map([[path, entry(text)]]) }, [])).toBe(true);
  });

  it('is any that can be run', () => expect(whatItDoes('docs/a.md', entry('', '100755'))).toBe('it can be run'));

  it('is one that it removes, and no page', () => {
    const removing = (path: string) => runsOf({ files: new Map(), remove: [path] });
    expect(removing('.npmrc').does).toEqual(['.npmrc: it is removed']);
    expect(removing('docs/proofs.md').digest).toBe('');
    expect(removing('.npmrc').digest).not.toBe(removing('cdk.json').digest);
    expect(removing('.npmrc').digest).not.toBe(runsOf({ files: new Map([['.npmrc', entry()]]) }).digest);
  });
});
