import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { constructId } from '../../alerts/scope.ts';
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
  const id = constructId(name);
  const path = `/${settings.name}/resources/parameters/${name}`;
  new CfnParameter(training, `Parameter${id}Value`, { name: path, type: 'String', value });
  // Where a pipeline starts the jobs; the launcher reads the parameter.
  variables[variableOf(name)] = value;
  nameIn(training, { [name]: `arn:${partition}:ssm:${region}:${account}:parameter${path}` });
}
