import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fault that somebody could have left in a repository, and where a rehearsal has to stop for it. */
export interface Plant {
  title: string;
  /** Of the repository; what is below cdk.out is a template. */
  file: string;
  change(text: string): string;
  /** The step that it stops, and what AWS's answer says. */
  stops: string;
  says: RegExp;
}

interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

const template = (edit: (template: Template) => void) => (text: string) => {
  const parsed = JSON.parse(text) as Template;
  edit(parsed);
  return JSON.stringify(parsed);
};

type Statement = Record<string, unknown>;

/** Every statement of a template's policies, changed. */
const statements = (change: (statement: Statement) => Statement) =>
  template(({ Resources }) => {
    for (const { Properties } of Object.values(Resources)) {
      const policy = Properties.PolicyDocument as { Statement: Statement[] } | undefined;
      if (policy) policy.Statement = policy.Statement.map(change);
    }
  });

const replaced = (from: string, to: string) => (text: string) => text.replace(from, to);

export const plants: Plant[] = [
  {
    title: 'a job that names no output key, which a guardrail asks for',
    file: 'ml/workload/processing_job.py',
    change: replaced('if run.outputs or job.resources.data_key', 'if run.outputs'),
    stops: 'npm run launch -- register JOB',
    says: /sagemaker:CreateProcessingJob .* explicit deny/,
  },
  {
    title: 'a prefix that the role may not list',
    file: 'ml/workload/stages.py',
    change: replaced('{resources.raw_bucket}/train/"', '{resources.raw_bucket}/upload/"'),
    stops: 'npm run launch -- prepare',
    says: /my-ml-processing.* s3:ListBucket/,
  },
  {
    title: 'training on a prefix where nothing is',
    file: 'ml/workload/stages.py',
    change: replaced('for name in ("train", "holdout")', 'for name in ("holdout",)'),
    stops: 'npm run launch -- train',
    says: /No S3 objects found/,
  },
  {
    title: 'a package of the Marketplace kind',
    file: 'ml/workload/register.py',
    change: replaced('"ModelPackageGroupName": group', '"ModelPackageName": group'),
    stops: 'npm run launch -- register JOB',
    says: /unversioned model package/,
  },
  {
    title: 'a network without an endpoint for KMS',
    file: 'cdk.out/Network.template.json',
    change: template(({ Resources }) => {
      for (const [id, { Type, Properties }] of Object.entries(Resources)) {
        if (Type === 'AWS::EC2::VPCEndpoint' && JSON.stringify(Properties.ServiceName).endsWith('kms"'))
          delete Resources[id];
      }
    }),
    stops: 'npm run launch -- evaluate JOB',
    says: /no endpoint for kms/,
  },
  {
    title: 'an evaluation that may not sign',
    file: 'cdk.out/Training.template.json',
    change: (text) => text.replaceAll('"kms:Sign"', '"kms:GetPublicKey"'),
    stops: 'npm run launch -- evaluate JOB',
    says: /kms:Sign/,
  },
  {
    title: 'interfaces lent on a key that no page shows SageMaker to send',
    file: 'cdk.out/Training.template.json',
    change: statements((each) =>
      each.Sid === 'LendInterfaces'
        ? { ...each, Condition: { StringEquals: { 'ec2:AuthorizedService': 'sagemaker.amazonaws.com' } } }
        : each,
    ),
    stops: 'npm run launch -- prepare',
    says: /my-ml-processing.* ec2:CreateNetworkInterfacePermission/,
  },
  {
    title: "another region's image",
    file: 'cdk.out/Training.template.json',
    change: (text) => text.replaceAll('.dkr.ecr.eu-west-1', '.dkr.ecr.eu-west-3'),
    stops: 'npm run launch -- prepare',
    says: /is not in eu-west-1/,
  },
  {
    title: 'a role that no longer reads what it trains on',
    file: 'cdk.out/Training.template.json',
    change: statements((each) => (each.Sid === 'ProcessedRead' ? { ...each, Action: 's3:GetObjectAcl' } : each)),
    stops: 'npm run launch -- train',
    says: /my-ml-training.* s3:GetObject on/,
  },
  {
    title: 'raw data that an engineer may read from anywhere',
    file: 'cdk.out/Data.template.json',
    change: statements((each) =>
      each.Sid === 'ReadOnlyInsideTheNetwork' ? { ...each, Action: 's3:GetObjectAcl' } : each,
    ),
    stops: 'reads raw data',
    says: /^$/,
  },
];

/** Lets `use` look at a repository with one fault in it, and takes the fault out again. */
export async function planted<T>(
  repository: string,
  { file, change, title }: Plant,
  use: () => Promise<T>,
): Promise<T> {
  const path = join(repository, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing to plant in ${file}: ${title}`);
  writeFileSync(path, after);
  try {
    return await use();
  } finally {
    writeFileSync(path, before);
  }
}
