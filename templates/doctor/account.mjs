// The account and its region, before anything is deployed: bootstrap, quotas, and services that exist once an account.
import { answering } from './answering.mjs';
import { error, note } from './check.mjs';
import { resourcesOf } from './repository.mjs';

/** @param {any} context */
async function bootstrap({ aws, regions, settings, stacks, account }) {
  const qualifier = settings.bootstrap?.qualifier ?? 'hnb659fds';
  const looked = await Promise.all(
    regions.map(async (/** @type {string} */ region) => {
      const here = stacks.filter((/** @type {any} */ stack) => stack.region === region);
      const name = here[0]?.bootstrapParameter ?? `/cdk-bootstrap/${qualifier}/version`;
      const needed = Math.max(6, ...here.map((/** @type {any} */ { bootstrapVersion }) => bootstrapVersion));
      const own = qualifier === 'hnb659fds' ? '' : ` --qualifier ${qualifier}`;
      const command =
        settings.bootstrap?.provider === 'create'
          ? 'npm run bootstrap'
          : `npm run cdk -- bootstrap aws://${account}/${region}${own}`;
      const found = await aws(['ssm', 'get-parameter', '--name', name], { region, none: /ParameterNotFound/ });
      if (!found) return [error(`${region} is not bootstrapped for the CDK (${name} is missing)`, command)];
      const version = Number(found.Parameter?.Value);
      return version >= needed
        ? []
        : [error(`The bootstrap of ${region} has version ${version}, and ${needed} is needed`, command)];
    }),
  );
  return looked.flat();
}

/** A region that has to be opted into answers nothing else before. @param {any} context */
async function optedIn({ aws, home }) {
  const { Regions = [] } = await aws(['ec2', 'describe-regions', '--all-regions', '--region-names', home], {
    region: home,
  });
  return Regions[0]?.OptInStatus === 'not-opted-in'
    ? [error(`The account has not opted into ${home}`, `aws account enable-region --region-name ${home}`)]
    : [];
}

/** Services of which an account or region has one, the answer that says whose it is, and the call that shows it. */
const single = [
  {
    type: 'AWS::GuardDuty::Detector',
    answer: 'guardduty',
    what: 'a GuardDuty detector',
    words: ['guardduty', 'list-detectors'],
    found: (/** @type {any} */ { DetectorIds = [] }) => DetectorIds,
  },
  {
    type: 'AWS::Macie::Session',
    answer: 'macie',
    what: 'a Macie session',
    words: ['macie2', 'get-macie-session'],
    none: /Macie is not enabled/,
    found: (/** @type {any} */ { status }) => (status ? [status] : []),
  },
  {
    type: 'AWS::AccessAnalyzer::Analyzer',
    answer: 'accessAnalyzer',
    what: 'an Access Analyzer',
    words: ['accessanalyzer', 'list-analyzers', '--type', 'ACCOUNT'],
    found: (/** @type {any} */ { analyzers = [] }) => analyzers.map((/** @type {any} */ { name }) => name),
  },
  {
    type: 'AWS::Config::ConfigurationRecorder',
    answer: 'config',
    what: 'recorder of AWS Config',
    words: ['configservice', 'describe-configuration-recorders'],
    found: (/** @type {any} */ { ConfigurationRecorders = [] }) =>
      ConfigurationRecorders.map((/** @type {any} */ { name }) => name),
  },
  {
    type: 'AWS::SecurityHub::Hub',
    answer: 'securityHub',
    what: 'Security Hub',
    words: ['securityhub', 'describe-hub'],
    none: /is not subscribed to AWS Security Hub/,
    found: (/** @type {any} */ { HubArn }) => (HubArn ? [HubArn] : []),
  },
  {
    type: 'AWS::IAM::OIDCProvider',
    answer: 'githubProvider',
    what: 'a GitHub OIDC provider',
    words: ['iam', 'list-open-id-connect-providers'],
    found: (/** @type {any} */ { OpenIDConnectProviderList = [] }) =>
      OpenIDConnectProviderList.map((/** @type {any} */ { Arn }) => Arn).filter((/** @type {string} */ arn) =>
        arn.endsWith('/token.actions.githubusercontent.com'),
      ),
  },
];

/** @param {any} context */
async function singles(context) {
  const { aws, home, stacks, settings, deployed } = context;
  // Without templates nothing is known to be created.
  if (stacks.length === 0) return undefined;
  const looked = await Promise.all(
    single.map(async ({ type, answer, what, words, none, found }) => {
      const made = resourcesOf(stacks, type);
      const existing = settings[answer] === 'existing';
      if (made.length === 0 && !existing) return [];
      const ids = found((await aws(words, { region: home, ...(none && { none }) })) ?? {});
      if (existing)
        return ids.length > 0
          ? []
          : [
              {
                what: `"${answer}" is "existing", and the account has ${what.replace(/^an? /, 'no ')} in ${home}`,
                set: `${answer}=create`,
              },
            ];
      // A session of Macie has the account as its physical id.
      const ours = (await deployed()).some((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
        [...resources.keys()].some((key) => key.startsWith(`${type} `)),
      );
      return ids.length > 0 && !ours
        ? [
            {
              what: `The account has ${what} in ${home} already (${ids.join(', ')}), and a second one is refused`,
              set: `${answer}=existing`,
            },
          ]
        : [];
    }),
  );
  const found = looked.flat();
  if (found.length === 0) return [];
  // One command for all of them: each is a merge of its own otherwise.
  const fix = await answering(
    context,
    found.map(({ set }) => set),
  );
  return found.map(({ what }) => error(what, fix));
}

/** What records, or the role that the recorder takes, which IAM has once and CloudFormation does not make. @param {any} context */
async function recorder({ aws, home, stacks }) {
  if (resourcesOf(stacks, 'AWS::Config::ConfigurationRecorder').length > 0) {
    const role = 'AWSServiceRoleForConfig';
    const found = await aws(['iam', 'get-role', '--role-name', role], { region: home, none: /NoSuchEntity/ });
    return found
      ? []
      : [
          error(
            `The account lacks the role ${role}, which the recorder of AWS Config takes`,
            'aws iam create-service-linked-role --aws-service-name config.amazonaws.com',
          ),
        ];
  }
  const { ConfigurationRecordersStatus = [] } = await aws(['configservice', 'describe-configuration-recorder-status'], {
    region: home,
  });
  if (ConfigurationRecordersStatus.some((/** @type {any} */ { recording }) => recording)) return [];
  const [stopped] = ConfigurationRecordersStatus;
  return [
    note(
      `AWS Config records nothing in ${home}, and Security Hub's controls need it`,
      stopped
        ? `aws configservice start-configuration-recorder --configuration-recorder-name ${stopped.name} --region ${home}`
        : 'npx create-secure-ml control config',
    ),
  ];
}

/** @type {import('./check.mjs').Check[]} */
export const accountChecks = [
  { id: 'region', title: 'The region is on', look: optedIn },
  { id: 'bootstrap', title: 'The CDK is bootstrapped in each region', look: bootstrap },
  { id: 'once-per-account', title: 'Nothing is created that the account has once', look: singles },
  { id: 'recorder', title: 'AWS Config records, or can', look: recorder },
];
