import { basename } from 'node:path';
import Generator, { type BaseOptions } from 'yeoman-generator';
import type { SourcedAnswers } from '../../src/answers/answers.ts';
import { type GivenAnswer, gather } from '../../src/answers/sources.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import { generateWithOverlays } from '../../src/generate.ts';
import { Interrupted } from '../../src/interrupt.ts';
import { lines } from '../../src/lines.ts';
import { templates as ours, version } from '../../src/package.ts';
import type { Declaration } from '../../src/plan/catalog.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { broughtText } from '../../src/plan/overlaid.ts';
import { type AppliedOverlay, type Governed, govern, joined } from '../../src/plan/overlays.ts';
import { type Plan, plan } from '../../src/plan/plan.ts';
import { refusalOf } from '../../src/plan/refuse.ts';
import { screen } from '../../src/plan/screen.ts';
import type { Tree } from '../../src/tree/tree.ts';
import { Back, Interview } from '../interview.ts';
import { askingBy } from '../present.ts';
import { type PromptFunction, promptAll } from '../prompts.ts';
import { locked, rulesFor } from '../rules.ts';

export type AppOptions = BaseOptions & {
  /** The repository's name; the destination directory's where absent. */
  name?: string;
  given?: GivenAnswer[];
  /** The organizations' overlays; their rules hold what people answer. */
  layers?: readonly AppliedOverlay[];
  templates?: string;
  /** Where the files go; asked for only when the plan has been accepted. The destination directory where absent. */
  open?: () => string;
  /** Prints the plan: to Yeoman's log where absent. */
  show?: (text: string) => void;
  columns?: number;
  rows?: number;
  /** Puts a question to the person; throws Back where they want the one before. Yeoman's prompt where absent. */
  ask?: PromptFunction;
  /** Is told of the answers after each that the person changed. */
  heard?: (sourced: SourcedAnswers) => void;
  /** Ask and show the plan, and write nothing. */
  dryRun?: boolean;
  /** What follows once the files are written. */
  settle?: (plan: Plan, tree: Tree) => Promise<void>;
};

/** Asks a person and writes a fresh repository. */
export default class App extends Generator<Record<string, unknown>, AppOptions> {
  #templates = '';
  #catalog: Declaration[] = [];
  #layers: readonly AppliedOverlay[] = [];
  #start: Governed | undefined;
  #plan: Plan | undefined;
  #tree: Tree = new Map();

  initializing(): void {
    this.#templates = this.options.templates ?? ours;
    this.#catalog = readCatalog(this.#templates);
    this.#layers = this.options.layers ?? [];
    const name = this.options.name ?? basename(this.destinationRoot());
    const gathered = this.#govern(gather(name, this.options.given ?? []));
    // Only what nobody is going to be asked can be wrong already.
    const asked = ['environment', 'default'];
    const problems = this.#problemsOf(gathered).filter(({ key }) => {
      return key === 'name' || !asked.includes(gathered.sources[key] ?? 'default');
    });
    const all = [...gathered.problems, ...problems];
    if (all.length > 0) throw refusalOf(all, gathered.sources);
    this.#start = gathered;
  }

  #govern<T extends SourcedAnswers>(sourced: T): T & Governed {
    return govern(
      sourced,
      this.#layers.map(({ overlay }) => overlay),
    );
  }

  async prompting(): Promise<void> {
    const show = this.options.show ?? this.log;
    const width = this.options.columns ?? 80;
    const ask = this.options.ask ?? askingBy((asked) => this.prompt(asked), width);
    const policies = this.#layers.map(({ overlay }) => overlay);
    const start = this.#start as Governed;
    const rules = rulesFor(start, policies);
    const interview = new Interview(ask);
    const walk = (one: PromptFunction) => promptAll(one, start, rules, this.options.heard);
    for (const line of locked(start, width)) show(line);
    let sourced = this.#govern(await interview.all(walk));
    for (;;) {
      const wrong = this.#wrongIn(sourced, width);
      if (wrong.length > 0) {
        for (const text of wrong) show(`\n${text}\n`);
        sourced = this.#govern(await interview.all(walk));
        continue;
      }
      this.#decide(sourced, show);
      if (this.options.dryRun) return;
      const next = await this.#next(ask, interview);
      if (next === 'write') return;
      const changed = next === undefined ? undefined : await interview.one(walk, next);
      if (changed) sourced = this.#govern(changed);
    }
  }

  #problemsOf({ answers }: SourcedAnswers) {
    return invalidAnswers(answers, joined(this.#catalog, this.#layers));
  }

  /** Why all is asked again, with what was typed on offer: what an overlay refuses, or two answers that do not go together. */
  #wrongIn(sourced: Governed, width: number): string[] {
    if (sourced.findings.length > 0) return sourced.findings.map(({ what, rule }) => `${what}. ${rule}`);
    const problems = this.#problemsOf(sourced);
    if (!problems.some(({ key }) => sourced.sources[key] === 'you')) return [];
    return problems.map(({ key, what, fix }) => lines(`${key}: ${what}. Give ${fix}`, width).join('\n'));
  }

  /** Makes the plan and the files of the answers, and shows the plan. */
  #decide(sourced: Governed, show: (text: string) => void): void {
    const { columns: width = 80, rows } = this.options;
    this.#plan = plan(this.#catalog, sourced, version, this.#layers);
    const { tree, brought } = generateWithOverlays(this.#templates, this.#plan);
    this.#tree = tree;
    show(`\n${screen(this.#plan, tree.size, width, rows)}\n`);
    if (this.#layers.length > 0) show(`${broughtText(brought, this.#layers)}\n`);
    const problems = this.#problemsOf(sourced);
    if (problems.length > 0) throw refusalOf(problems, sourced.sources);
  }

  /** 'write', or the question whose answer is to change; undefined where the person went back to the plan. */
  async #next(ask: PromptFunction, interview: Interview): Promise<string | undefined> {
    try {
      const next = await ask({
        type: 'select',
        message: 'Write it?',
        choices: [
          { value: 'write', label: 'yes' },
          { value: 'change', label: 'change an answer' },
          { value: 'stop', label: 'no, write nothing' },
        ],
      });
      if (next === 'stop') throw new Interrupted();
      if (next === 'write') return 'write';
      const choices = interview.answers.map(([value, yields]) => ({ value, label: value, yields }));
      return (await ask({ type: 'select', message: 'Which one?', choices })) as string;
    } catch (error) {
      if (error instanceof Back) return undefined;
      throw error;
    }
  }

  writing(): void {
    if (this.options.dryRun) return;
    if (this.options.open) this.destinationRoot(this.options.open());
    for (const [path, { content, mode }] of this.#tree) {
      this.fs.write(this.destinationPath(path), content, {
        stat: { mode: mode === '100755' ? 0o755 : 0o644 },
      } as never);
    }
  }

  async install(): Promise<void> {
    await this.options.settle?.(this.#plan as Plan, this.#tree);
  }

  end(): void {
    if (this.options.settle) return;
    this.log(`${this.#tree.size} files in ${this.destinationRoot()}\n\nNext:\n  npm test`);
  }
}
