import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Subject } from './judge.ts';

const workflow = `name: planted
on: [pull_request_target]
jobs:
  planted:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@main
      - run: echo \${{ github.event.pull_request.title }} \${{ nowhere.to.be.found }}
`;

const python = `import subprocess


def run(command: str) -> None:
    subprocess.call(command, shell=True)
`;

// Put together here, so that this file is not itself a finding.
const dashes = '-'.repeat(5);
const secret = [
  `${dashes}BEGIN RSA PRIVATE KEY${dashes}`,
  'MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu',
  `${dashes}END RSA PRIVATE KEY${dashes}`,
];

/** A repository in which every judge has something to find: one that finds nothing here may not be running. */
export function plant(directory: string): Subject {
  const files: Record<string, string> = {
    '.github/workflows/planted.yml': workflow,
    'ml/planted.py': python,
    'ml/planted.pem': `${secret.join('\n')}\n`,
    'ml/planted.txt': `key: |\n${secret.map((line) => `  ${line}\n`).join('')}`,
    'cdk.out/planted.template.json': JSON.stringify({
      Resources: { Planted: { Type: 'AWS::S3::Bucket', Properties: { NoSuchProperty: true } } },
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const app = new App({ outdir: join(directory, 'app.out') });
  new CfnBucket(new Stack(app, 'Planted'), 'Planted');
  const statement = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' });
  return {
    directory,
    app,
    templates: [join(directory, 'cdk.out/planted.template.json')],
    resources: [{ stack: 'Planted', logicalId: 'Planted', type: 'AWS::S3::Bucket', properties: {} }],
    events: [{ rule: 'planted', pattern: { a: ['x'] }, event: { a: 'y' }, caught: true }],
    policies: [
      {
        where: 'planted',
        document: { Version: '2012-10-17', Statement: [statement('s3:GetObject')] },
        identity: true,
      },
      {
        where: 'planted',
        document: { Version: '2012-10-17', Statement: [statement('s3:GetObjct')] },
        identity: false,
      },
    ],
  };
}
