import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';

const metadataKey = 'acknowledged-finding';

interface Acknowledgement {
  finding: string;
  reason: string;
  path: string;
}

/**
 * Accepts a finding of a rule pack on `scope` and below, with the reason that a reviewer will read.
 * In `finding`, `…` stands for any text: `AwsSolutions-IAM5[Resource::…/train/*]`. It may also be written as synthesis
 * prints it, after the pack's name: `AwsSolutions::AwsSolutions-IAM5[...]`.
 */
export function acknowledge(scope: IConstruct, finding: string, reason: string): void {
  if (reason.trim().split(/\s+/).length < 4) {
    throw new Error(`${scope.node.path}: say in a sentence why "${finding}" is accepted`);
  }
  scope.node.addMetadata(metadataKey, { finding: finding.replace(/^[\w.]+::/, ''), reason });
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

function covers({ finding, path }: Acknowledgement, rule: string, construct: string): boolean {
  return (construct === path || construct.startsWith(`${path}/`) || path === '') && matches(finding, rule);
}

/** A rule pack whose accepted findings are left out, and in which an acknowledgement that fits no finding is one. */
export class ReviewedPack implements IPolicyValidationPlugin {
  readonly name: string;
  readonly #pack: NagPack;

  constructor(pack: NagPack) {
    this.name = pack.readPackName;
    this.#pack = pack;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const app = context.appConstruct;
    const accepted: Acknowledgement[] = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter(({ type, data }) => type === metadataKey && data.finding.startsWith(this.name))
          .map(({ data }) => ({ ...data, path: construct.node.path })),
      );
    const used = new Set<Acknowledgement>();
    const violations = this.#pack.validateScope(app).violations.flatMap((violation) => {
      const open = violation.violatingResources.filter(({ constructPath }) => {
        const fitting = accepted.filter((entry) => covers(entry, violation.ruleName, constructPath ?? ''));
        for (const entry of fitting) used.add(entry);
        return fitting.length === 0;
      });
      return open.length > 0 ? [{ ...violation, violatingResources: open }] : [];
    });
    const stale = accepted.filter((entry) => !used.has(entry));
    violations.push(
      ...stale.map(({ finding, path }) => ({
        ruleName: `${this.name}-StaleAcknowledgement`,
        description: `Nothing fits the acknowledgement of ${finding} any more: remove it`,
        severity: 'error',
        violatingResources: [{ constructPath: path, locations: [] }],
      })),
    );
    return { success: violations.length === 0, violations };
  }
}
