import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { variableOf } from './variable.ts';

/** unit.json of a parameter: its value. */
interface ParameterUnit {
  name: string;
  value: string;
}

/** Below what the launcher reads already: no job reads Parameter Store, each is started with the value. */
export function apply({ training, settings, variables }: Foundation, { name, value }: ParameterUnit): void {
  const { partition, region, account } = training;
  const id = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const path = `/${settings.name}/resources/parameters/${name}`;
  new CfnParameter(training, `Parameter${id}Value`, { name: path, type: 'String', value });
  // Where a pipeline starts the jobs; the launcher reads the parameter.
  variables[variableOf(name)] = value;
  nameIn(training, { [name]: `arn:${partition}:ssm:${region}:${account}:parameter${path}` });
}
