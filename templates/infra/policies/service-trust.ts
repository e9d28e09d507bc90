/** A request that names its account, and another one: a negated operator alone would hold where it names none (IAM User Guide). */
export const elsewhere = (account: string): Record<string, Record<string, string>> => ({
  Null: { 'aws:SourceAccount': 'false' },
  StringNotEquals: { 'aws:SourceAccount': account },
});

/**
 * For a role whose service no page shows to name its account when it takes the role: what is done for another account is denied
 * where the request says so, and nothing stops where it does not.
 */
export const forThisAccountOnly = (service: string, account: string) => ({
  Sid: 'ForThisAccountOnly',
  Effect: 'Deny',
  Principal: { Service: service },
  Action: 'sts:AssumeRole',
  Condition: elsewhere(account),
});
