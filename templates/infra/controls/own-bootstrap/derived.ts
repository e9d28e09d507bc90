import { action, actionsMatching, arnForms, properName } from '../../../judge/decide/iam-data.ts';
import { actsOn, type Scope } from '../../../judge/prove/what.ts';
import { looksOf, makersOf } from './execution.ts';
import type { Use } from './uses.ts';

const writesOf = (service: string): string[] =>
  actionsMatching(`${service}:*`).filter((name) => action(name)?.accessLevel === 'Write');

const otherOf = (arn: string, project: string): string =>
  arn.replace(new RegExp(`(?<=[:/])${project}(?=[-/*]|$)`), 'other');

/** A change of each thing that bears the project's name may be made, and none of what bears another's. */
function namedRows({ service, named }: Use, project: string, scope: Scope): string[] {
  return named.flatMap((arn) => {
    const change = writesOf(service).find((name) => actsOn(name, arn, scope));
    const other = otherOf(arn, project);
    return [
      ...(change ? [`cfn-exec may ${properName(change)} ${arn}`] : []),
      ...(other === arn ? [] : [`cfn-exec cannot ${service}:* ${other} ever`]),
    ];
  });
}

/** What bears no name: all of it may be changed, or in a network what is made may be made. */
function unnamedRows({ service, unnamed, made }: Use, scope: Scope): string[] {
  if (service === 'ec2')
    return Object.entries(made).flatMap(([type, arn]) => makersOf(type).map((maker) => `cfn-exec may ${maker} ${arn}`));
  return ['*', ...unnamed].flatMap((arn) => {
    const change = writesOf(service).find((name) =>
      arn === '*' ? arnForms(name).length === 0 : actsOn(name, arn, scope),
    );
    return change ? [`cfn-exec may ${properName(change)} ${arn}`] : [];
  });
}

/** Rows that follow from what is in use; rows.json has those of identities and of keys. */
export function derivedRows(uses: Use[], project: string, scope: Scope): string[] {
  return uses
    .filter(({ service }) => service !== 'iam')
    .flatMap((use) => {
      const isKeys = use.service === 'kms';
      // Of a network rows.json says what is looked at: more of it is allowed than takes no resource.
      const looks = use.service === 'ec2' ? [] : looksOf(use.service);
      const isWhole = use.unnamed.length > 0 && !isKeys;
      return [
        ...namedRows(use, isWhole ? '' : project, scope).filter((row) => !isWhole || row.startsWith('cfn-exec may')),
        ...(isWhole || (use.named.length === 0 && !isKeys) ? unnamedRows(use, scope) : []),
        ...(looks.length > 0 ? [`cfn-exec may ${looks.join(', ')} *`] : []),
      ];
    });
}
