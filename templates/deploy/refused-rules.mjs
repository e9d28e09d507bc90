// What to do where CloudFormation refused a managed rule of AWS Config, which not every region has

/**
 * Nothing where no stack has a rule. Which regions lack one is known from pages of 2022 (infra/controls/config/rules.json).
 * @param {{ region: string, template: { Resources?: Record<string, { Type?: string }> } }[]} stacks
 * @returns {string[]}
 */
export function aboutRules(stacks) {
  const regions = stacks
    .filter(({ template }) =>
      Object.values(template.Resources ?? {}).some(({ Type }) => Type === 'AWS::Config::ConfigRule'),
    )
    .map(({ region }) => region);
  return [...new Set(regions)].map(
    (region) =>
      `If CloudFormation refused a rule of AWS Config above, ${region} lacks it: add "${region}" to its "not" in infra/controls/config/rules.json, then npm run deploy`,
  );
}
