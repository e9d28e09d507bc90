import type { Parameters } from '../operations/filled.ts';
import type { Address } from './address.ts';

/** AWS Lambda API Reference: operations by method and path, of those that have a mapping. `*` stands for the function. */
const onFunction: [method: string, path: string, operation: string][] = [
  ['GET', '2015-03-31/functions/*/configuration', 'GetFunctionConfiguration'],
  ['GET', '2015-03-31/functions/*/policy', 'GetPolicy'],
  ['PUT', '2017-10-31/functions/*/concurrency', 'PutFunctionConcurrency'],
];

/** A call of Lambda; its method and path stand for an operation without a mapping. */
export function restCall(
  method: string,
  { steps, query }: Address,
  document: Parameters,
): { operation: string; parameters: Parameters } {
  const found = onFunction.find(([verb, path]) => {
    const wanted = path.split('/');
    return (
      verb === method &&
      wanted.length === steps.length &&
      wanted.every((each, at) => each === '*' || each === steps[at])
    );
  });
  if (!found || query.length > 0) return { operation: `${method} /${steps.join('/')}`, parameters: document };
  // A name, or an ARN whose last part is the name.
  const FunctionName = steps[2]?.split(':').at(-1);
  return { operation: found[2], parameters: { ...document, FunctionName } };
}
