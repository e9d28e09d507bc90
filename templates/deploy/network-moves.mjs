// A network that stands cannot move: its subnets are made anew before the old ones go, and their ranges are taken.

/**
 * The subnets and networks of deployed templates whose zone or range changes. CloudFormation would refuse each half way: "The
 * CIDR conflicts with another subnet", and exports of them are in use.
 * @param {import('./order.mjs').Stack[]} stacks @param {Map<string, any>} before the deployed template of each that stands, by "NAME REGION"
 * @returns {string[]}
 */
export function networkMoves(stacks, before) {
  return stacks.flatMap(({ name, region, template }) => {
    const resources = before.get(`${name} ${region}`)?.Resources ?? {};
    return Object.entries(template.Resources ?? {}).flatMap(([logical, /** @type {any} */ { Type, Properties }]) => {
      const stood = resources[logical];
      if (!/^AWS::EC2::(VPC|Subnet)$/.test(Type) || stood?.Type !== Type) return [];
      return ['CidrBlock', 'AvailabilityZone', 'AvailabilityZoneId']
        .filter((key) => JSON.stringify(stood.Properties?.[key]) !== JSON.stringify(Properties?.[key]))
        .map((key) => `${key} of ${logical} in ${name}`);
    });
  });
}
