/**
 * What AWS asks IAM before it answers one call. Text in braces is filled from the call's parameters
 * (`{VpcConfig.Subnets[]}`; `{A|B}`: the first that is there; `{/Name}`: with one slash in front), from the place
 * (`{partition}`, `{region}`, `{account}`), or from what only the service's own state tells (`{stored:KeyArn}`).
 */
export interface Access {
  /** `service:Action`, as the Service Authorization Reference has it. */
  action: string;
  /** `*` or an ARN. Where a parameter that ends the ARN is itself an ARN, it stands for the whole; `[]` makes several, `[0]` takes the first. */
  on: string;
  /** Condition keys that the service fills. A key whose value is not given is absent. */
  context?: Record<string, string>;
  /** Asked only where this is given, or where it is not. */
  when?: string;
  unless?: string;
}

export interface Operation {
  /** Asked of the caller; all of them have to be allowed. None: AWS asks nobody. */
  caller: Access[];
  /** Asked of the role that the call passes, once the service acts with it. */
  role?: Access[];
}

export interface ServiceTable {
  /** The service's name in botocore: `boto3.client(SERVICE)`. */
  service: string;
  /** The pages of the documentation that it was written from. */
  pages: string[];
  operations: Record<string, Operation>;
}

/** One access of the caller. */
export const one = (action: string, on: string, context?: Record<string, string>): Operation => ({
  caller: [{ action, on, ...(context && { context }) }],
});
