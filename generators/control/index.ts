import Generator, { type BaseOptions } from 'yeoman-generator';
import type { SourcedAnswers } from '../../src/answers/answers.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import type { Declaration } from '../../src/plan/catalog.ts';
import { refusalOf } from '../../src/plan/refuse.ts';
import { assertTurnsOn } from '../../src/plan/turn-on.ts';
import { isAnswerKey } from '../../src/shape/kinds.ts';
import { Interview } from '../interview.ts';
import { askingBy } from '../present.ts';
import { type PromptFunction, promptOne } from '../prompts.ts';

export type ControlOptions = BaseOptions & {
  control: Declaration;
  catalog: Declaration[];
  start: SourcedAnswers;
  /** Puts a question to the person; throws Back where they want the one before. Yeoman's prompt where absent. */
  ask?: PromptFunction;
  columns?: number;
  /** Brings the new answers into the repository. */
  apply: (sourced: SourcedAnswers) => Promise<void>;
};

/** Turns one control on in a repository that exists: asks what it depends on; the merge then writes. */
export default class Control extends Generator<Record<string, unknown>, ControlOptions> {
  #sourced: SourcedAnswers | undefined;

  async prompting(): Promise<void> {
    const { control, start, columns = 80 } = this.options;
    const put = this.options.ask ?? askingBy((asked) => this.prompt(asked), columns);
    this.#sourced = await new Interview(put).all(async (ask) => {
      let sourced = start;
      for (const key of control.asks ?? []) if (isAnswerKey(key)) sourced = await promptOne(ask, sourced, key);
      return sourced;
    });
  }

  configuring(): void {
    const { control, catalog } = this.options;
    const { answers, sources } = this.#sourced as SourcedAnswers;
    const problems = invalidAnswers(answers, catalog, this.options.start.answers);
    if (problems.length > 0) throw refusalOf(problems, sources);
    assertTurnsOn(control, answers);
  }

  async writing(): Promise<void> {
    await this.options.apply(this.#sourced as SourcedAnswers);
  }
}
