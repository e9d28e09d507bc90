// Stacks that have to be deployed before the ones that they depend on: an export cannot go while somebody imports it.

/** @typedef {{ name: string, region: string, selector: string, template: any }} Stack */

/** @param {any} template @returns {string[]} */
const exportsOf = (template) =>
  Object.values(template?.Outputs ?? {}).flatMap((/** @type {any} */ { Export }) =>
    typeof Export?.Name === 'string' ? [Export.Name] : [],
  );

/** @param {any} node @returns {string[]} */
function importsOf(node) {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'Fn::ImportValue' && typeof value === 'string' ? [value] : importsOf(value),
  );
}

/**
 * What to deploy first, each by itself, and in this order. CloudFormation looks at what is deployed: a stack whose new template
 * no longer imports what another one stops exporting goes before that one. `stuck` are exports that stay in use, or whose
 * users need something that is not exported yet: those fail.
 * @param {Stack[]} stacks @param {Map<string, any>} before the deployed template of each that stands, by "NAME REGION"
 * @returns {{ first: Stack[], stuck: string[] }}
 */
export function importersFirst(stacks, before) {
  const deployed = (/** @type {Stack} */ { name, region }) => before.get(`${name} ${region}`);
  /** @type {Set<Stack>} */
  const first = new Set();
  /** @type {Set<string>} */
  const stuck = new Set();
  const dropped = (/** @type {Stack} */ stack) =>
    exportsOf(deployed(stack)).filter((name) => !exportsOf(stack.template).includes(name));
  const usersOf = (/** @type {Stack} */ stack, /** @type {string} */ name) =>
    stacks.filter((one) => one !== stack && one.region === stack.region && importsOf(deployed(one)).includes(name));
  const available = (/** @type {string} */ region) =>
    new Set(stacks.filter((one) => one.region === region).flatMap((one) => exportsOf(deployed(one))));

  /** @param {Stack} stack @param {Stack[]} path */
  function visit(stack, path) {
    for (const name of dropped(stack)) {
      for (const [key, template] of before) {
        const left = key.endsWith(` ${stack.region}`) && !stacks.some((one) => `${one.name} ${one.region}` === key);
        if (left && importsOf(template).includes(name)) {
          stuck.add(
            `${name} of ${stack.name}, which ${key.split(' ')[0]} uses: no answer names that stack any more, delete it first`,
          );
        }
      }
      for (const user of usersOf(stack, name)) {
        const imports = importsOf(user.template);
        const lacks = imports.some((one) => !available(user.region).has(one));
        if (imports.includes(name) || lacks || path.includes(user))
          stuck.add(`${name} of ${stack.name}, which ${user.name} uses`);
        else if (!first.has(user)) {
          visit(user, [...path, stack]);
          first.add(user);
        }
      }
    }
  }
  for (const stack of stacks) visit(stack, []);
  return { first: [...first], stuck: [...stuck] };
}
