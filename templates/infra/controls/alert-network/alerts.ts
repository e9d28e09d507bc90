import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, byHand, executionRoles, ownRoleNames } from '../../alerts/others.ts';
import { call, nameBlocked } from '../../alerts/tellings.ts';

/** Parts of a network, and of how machines in it start, by the words that calls of Amazon EC2 have for them: a new call on one of them is caught as well. */
const parts = [
  'Vpc',
  'Subnet',
  'Route',
  'Gateway',
  'NetworkAcl',
  'SecurityGroup',
  'FlowLogs',
  'Address',
  'ClientVpn',
  'Verified',
  'Mirror',
  'ConnectEndpoint',
  'DhcpOptions',
  'NetworkInterface',
  'BlockPublicAccess',
  'EbsDefaultKmsKey',
  'EbsEncryption',
  'SerialConsole',
  'MetadataDefaults',
  'OdbNetwork',
];

/** What puts a machine, an interface or a copy of a disk into or out of a network. */
const doors = [
  'CreateFleet',
  'ImportInstance',
  'ModifyFleet',
  'ModifyImageAttribute',
  'ModifyInstanceAttribute',
  'ModifySnapshotAttribute',
  'ModifySpotFleetRequest',
  'RequestSpotFleet',
  'RequestSpotInstances',
  'RunInstances',
  'RunScheduledInstances',
];

const shell = 'cloudshell.amazonaws.com';

export const alerts: Alert[] = [
  {
    id: 'network-change',
    severity: 'high',
    description: 'Somebody changes by hand a network of the account, or opens a way in or out',
    runbook: 'network-change',
    tells: call(['vpcEndpoint']),
    // SageMaker makes and attaches the interfaces of jobs itself, and CloudShell that of a shell, for whoever may open one:
    // AWS CloudTrail User Guide, "invokedBy".
    pattern: (scope) =>
      callsTo('ec2', {
        eventName: [...parts.map((part) => ({ wildcard: `*${part}*` })), ...doors],
        $or: [
          {
            userIdentity: {
              ...byHand(scope),
              invokedBy: [{ exists: false }, { 'anything-but': ['sagemaker.amazonaws.com', shell] }],
            },
          },
          {
            userIdentity: {
              ...anyoneBut(scope, [
                ...executionRoles(scope),
                ...ownRoleNames(scope, ['engineer', 'approver', 'operator']),
              ]),
              invokedBy: [shell],
            },
          },
        ],
      }),
  },
  {
    id: 'dns-change',
    severity: 'high',
    description: 'Somebody changes by hand the DNS of a network of the account, or joins one to others',
    runbook: 'network-change',
    tells: call([]),
    pattern: (scope) => ({
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        userIdentity: byHand(scope),
        eventSource: ['route53resolver', 'route53profiles', 'vpc-lattice', 'directconnect'].map(
          (service) => `${service}.amazonaws.com`,
        ),
      },
    }),
  },
  {
    id: 'dns-blocked',
    severity: 'medium',
    description: 'A name outside AWS was looked up in the network of the jobs, and not answered',
    runbook: 'dns-blocked',
    tells: nameBlocked,
    when: ({ network }) => network === 'create',
    // Amazon Route 53 Developer Guide, "Managing Resolver DNS Firewall events using Amazon EventBridge".
    pattern: ({ nameRules }) => ({
      source: ['aws.route53resolver'],
      'detail-type': ['DNS Firewall Block'],
      detail: { 'firewall-rule-group-id': [nameRules] },
    }),
  },
];
