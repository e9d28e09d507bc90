// What taking down deletes, and what stays: read from the templates that are deployed.
import { counted } from './plan.mjs';

/** Types that hold data, keys or evidence, with what each costs while it stays. @type {Record<string, string>} */
const holding = {
  'AWS::S3::Bucket': 'its storage',
  'AWS::KMS::Key': '1 USD a month; deleting it makes everything that it encrypts unreadable',
  'AWS::Logs::LogGroup': 'its storage, until its retention ends',
  'AWS::SecretsManager::Secret': '0.40 USD a month',
  'AWS::ECR::Repository': 'its storage',
  'AWS::SageMaker::ModelPackageGroup': 'nothing',
  'AWS::SageMaker::FeatureGroup': 'its storage',
  'AWS::SageMaker::Domain': 'its file system',
  'AWS::EFS::FileSystem': 'its storage',
  'AWS::DynamoDB::Table': 'its storage',
};

/** What goes with its evidence, since no policy keeps it. @type {Record<string, string>} */
const evidence = {
  'AWS::GuardDuty::Detector': 'its findings go with it: aws guardduty get-findings, or export them to a bucket before',
  'AWS::SecurityHub::Hub': 'its findings go with it: aws securityhub get-findings before',
  'AWS::Macie::Session': 'its findings go with it: aws macie2 get-findings before',
};

/**
 * @typedef {{ stack: string, type: string, logical: string, physical: string }} Item
 * @typedef {{ stays: (Item & { cost: string })[], goes: Item[], lost: Item[], noted: (Item & { advice: string })[] }} Inventory
 *   lost: it holds data, and no policy keeps it
 */

/** The template that a stack was deployed from. @param {any} aws @param {string} name @param {string} region */
export async function deployedTemplate(aws, name, region) {
  const { TemplateBody = {} } = await aws(['cloudformation', 'get-template', '--stack-name', name], { region });
  return typeof TemplateBody === 'string' ? JSON.parse(TemplateBody) : TemplateBody;
}

/** @param {any} context @param {import('../doctor/stacks.mjs').Deployed[]} deployed @returns {Promise<Inventory>} */
export async function inventoryOf({ aws }, deployed) {
  /** @type {Inventory} */
  const inventory = { stays: [], goes: [], lost: [], noted: [] };
  for (const { name, region, resources } of deployed) {
    const declared = (await deployedTemplate(aws, name, region)).Resources ?? {};
    for (const [key, logical] of resources) {
      const type = key.slice(0, key.indexOf(' '));
      const item = { stack: name, type, logical, physical: key.slice(type.length + 1) };
      const policy = declared[logical]?.DeletionPolicy ?? 'Delete';
      const cost = holding[type];
      if (policy.startsWith('Retain')) inventory.stays.push({ ...item, cost: cost ?? 'see its price' });
      else if (cost) inventory.lost.push(item);
      else inventory.goes.push(item);
      if (evidence[type]) inventory.noted.push({ ...item, advice: evidence[type] });
    }
  }
  return inventory;
}

/** @param {Inventory} inventory @returns {string[]} */
export function told({ stays, goes, noted }) {
  return [
    `  goes: ${counted(goes.map(({ type }) => type)) || 'nothing'}`,
    '  stays, outside of any stack:',
    ...stays.map(({ type, physical, cost }) => `    ${type.replace(/^AWS::/, '')} ${physical} (${cost})`),
    ...noted.map(({ type, physical, advice }) => `  ${type.replace(/^AWS::/, '')} ${physical}: ${advice}`),
  ];
}
