import { isObject, type Json, type JsonObject } from '../../templates/judge/read/json.ts';
import { change, inPolicy, type Operator, onValues, type Path } from './template.ts';

const lastName = (path: Path) => String(path.findLast((step) => typeof step === 'string'));
const name = (path: Path) => (typeof path.at(-1) === 'string' ? String(path.at(-1)) : '');

/** What protects by being there, by the words that CloudFormation's property names use. */
const protecting: Record<string, RegExp> = {
  'encryption-dropped': /Encrypt|^SSE|^ServerSide|BucketKey/,
  'key-dropped': /Kms|KMS/,
  'rotation-dropped': /Rotat/,
  'logging-dropped': /Logging|^LogDestination|CloudWatchLogs|AccessLog/,
  'versioning-dropped': /^Versioning/,
  'life-cycle-dropped': /Lifecycle|Expiration|Transition|AbortIncomplete/,
  'retention-dropped': /Retention|ObjectLock|PendingWindow|RecoveryWindow/,
  'public-access-block-dropped': /PublicAccess|OwnershipControls/,
  'boundary-detached': /^PermissionsBoundary$/,
  'data-events-dropped': /EventSelectors|DataResources|FieldSelectors/,
  'validation-dropped': /Validation|IsMultiRegion|IncludeGlobal|IsLogging/,
  'subscription-dropped': /^Subscri|NotificationsWithSubscribers/,
};

/** Values that are the safer of some, and what a careless hand would put there. */
const weaker: Record<string, string[]> = {
  Enabled: ['Disabled', 'Suspended'],
  ENABLED: ['DISABLED'],
  ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: ['ENABLED', 'DISABLED'],
  'aws:kms': ['AES256'],
  BucketOwnerEnforced: ['ObjectWriter'],
  GOVERNANCE: ['NONE'],
  ALL: ['ACCEPT'],
  All: ['WriteOnly'],
  ACCOUNT: ['NONE'],
};

const removable =
  /^(Features|Rules|EventSelectors|AdvancedEventSelectors|Values|Subscribers|NotificationsWithSubscribers|Targets|AlarmActions|Tags|DataResources|FieldSelectors|ManagedPolicyArns|ClientIdList|SecurityGroupIds)$/;

export const propertyOperators: Operator[] = [
  ...Object.entries(protecting).map(([id, words]) =>
    onValues(id, (_, path) => (words.test(name(path)) && !inPolicy(path) ? [{ what: 'dropped', to: undefined }] : [])),
  ),
  onValues('boolean-flipped', (value, path) =>
    typeof value === 'boolean' && !inPolicy(path) && !path.includes('EventPattern')
      ? [{ what: `to ${!value}`, to: !value }]
      : [],
  ),
  onValues('status-weakened', (value, path) =>
    typeof value === 'string' && !inPolicy(path) && !path.includes('EventPattern')
      ? (weaker[value] ?? []).map((to) => ({ what: `${value} to ${to}`, to }))
      : [],
  ),
  onValues('days-shortened', (value, path) =>
    typeof value === 'number' && value > 1 && /Days|Retention/.test(lastName(path))
      ? [{ what: `${value} to 1`, to: 1 }]
      : [],
  ),
  onValues('session-lengthened', (value, path) =>
    name(path) === 'MaxSessionDuration' && value !== 43200 ? [{ what: `${value} to 43200`, to: 43200 }] : [],
  ),
  onValues('entry-removed', (value, path) => {
    const list = String(path.at(-2));
    return typeof path.at(-1) === 'number' && removable.test(list) && list !== 'Tags' && !inPolicy(path)
      ? [
          {
            what: JSON.stringify(isObject(value) ? (value.Name ?? value.Id ?? value.Protocol ?? '') : value),
            to: undefined,
          },
        ]
      : [];
  }),
  ...['DeletionPolicy', 'UpdateReplacePolicy'].flatMap((policy): Operator[] => [
    { id: 'deletion-policy-dropped', changes: (resource, id) => policyChange(resource, id, policy, undefined) },
    { id: 'deletion-policy-delete', changes: (resource, id) => policyChange(resource, id, policy, 'Delete') },
  ]),
  {
    id: 'resource-removed',
    changes: (resource, id) => [{ id, path: [], what: String(resource.Type), resources: { [id]: undefined } }],
  },
  {
    id: 'resource-under-condition',
    changes: (resource, id) => [
      change(resource, id, [], String(resource.Type), (old) => ({ ...(old as JsonObject), Condition: 'Never' })),
    ],
  },
];

function policyChange(resource: JsonObject, id: string, policy: string, to: Json | undefined) {
  if (resource[policy] === undefined || resource[policy] === 'Delete') return [];
  return [change(resource, id, [policy], `${policy} ${resource[policy]}`, () => to)];
}
