import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Foundation } from '../../foundation.ts';
import { hyperparameters, resourceParameters } from './parameters.ts';

/** A parameter's path in a construct id: letters and digits only. */
const idOf = (path: string) => path.replace(/(^|[/-])([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

export function apply(foundation: Foundation): void {
  const { training, settings } = foundation;
  const values = {
    ...prefixed('hyperparameters', hyperparameters),
    ...prefixed('resources', resourceParameters(foundation)),
  };
  for (const [path, value] of Object.entries(values)) {
    new CfnParameter(training, `Parameter${idOf(path)}`, {
      name: `/${settings.name}/${path}`,
      // CloudFormation cannot make a SecureString; nothing secret belongs here (cloudformation-coverage-roadmap, issue 82).
      type: 'String',
      value,
    });
  }
}

function prefixed(folder: string, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${folder}/${key}`, value]));
}
