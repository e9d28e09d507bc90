// Prints where deploy.yml deploys and images are pushed, one entry for each environment that settings.json names: node tools/environments.mjs
// Nothing where the repository is another than the one that the deploy role trusts, no account is known, or no template
// makes that role.
import { existsSync, readFileSync } from 'node:fs';

const { name, region, accounts, repository } = JSON.parse(
  readFileSync(new URL('../settings.json', import.meta.url), 'utf8').replace(/^\ufeff/, ''),
);
const { GITHUB_REPOSITORY, AWS_ACCOUNT_ID } = process.env;

const china = region.startsWith('cn-');
const partition = china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const deploys = existsSync(new URL('../infra/controls/oidc-deploy/control.ts', import.meta.url));

/** Without accounts in settings.json there is one environment, prod; its account is the variable AWS_ACCOUNT_ID. */
const given = ['dev', 'prod'].filter((id) => accounts[id]);
const known = given.length > 0 ? given.map((id) => [id, accounts[id], `${id}/*`]) : [['prod', AWS_ACCOUNT_ID, '*']];

const environments = known
  .filter(([, account]) => deploys && /^\d{12}$/.test(account ?? '') && repository === GITHUB_REPOSITORY)
  .map(([environment, account, stacks]) => ({
    environment,
    region,
    role: `arn:${partition}:iam::${account}:role/${name}-deploy`,
    // What a role's name goes after, and where images of one's own are.
    roles: `arn:${partition}:iam::${account}:role/${name}-`,
    registry: `${account}.dkr.ecr.${region}.amazonaws.com${china ? '.cn' : ''}`,
    audience: china ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com',
    stacks,
  }));
console.log(JSON.stringify(environments));
