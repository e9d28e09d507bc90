import { describe, expect, it } from 'vitest';
import { type Call, services } from '../assurance/calls/actions.ts';
import { callTable, listed } from '../assurance/calls/table.ts';

const apart = new Set(listed.filter(({ reaches }) => !reaches).flatMap(({ actions }) => actions));
const rows = await callTable('public');

/** What each is about, its actions in AWS's data, and those of them that use what is there and change nothing of it. */
describe('a call that changes', () => {
  it.each<[string, RegExp, RegExp?]>([
    ['what tells people', /^(events|sns|cloudwatch|chatbot|budgets):/, /^(events:PutEvents|sns:Publish)$/],
    [
      'silencing filters and logs',
      /^logs:(Delete|Put|Associate|Disassociate|Update|Tag|Untag|.*Policy)/,
      /^logs:PutLogEvents$/,
    ],
    ['what keeps alerts', /^sqs:/, /^sqs:(SendMessage|ChangeMessageVisibility|DeleteMessage)$/],
    ['stacks', /^cloudformation:.*(Stack|ChangeSet|Type|Hook)/],
    ['the trail', /^cloudtrail:/],
    [
      'what watches',
      /^(guardduty|macie2|access-analyzer|config|securityhub):/,
      /^(config:(PutEvaluations|PutExternalEvaluation|StartConfigRulesEvaluation)|securityhub:BatchImportFindings|access-analyzer:StartResourceScan)$/,
    ],
    ['keys', /^kms:/, /^kms:(Decrypt|DeriveSharedSecret|Encrypt|Generate.*|Sign|Verify|VerifyMac)$/],
    ['data and model writes', /^s3:/, /^s3:AbortMultipartUpload$/],
    ['registry approval and sharing', /^sagemaker:.*(ModelPackage|ResourcePolicy)|^ram:/],
    ['network doors', /^ec2:/, /^ec2:(CreateTags|DeleteTags)$/],
    ['names that the network resolves', /^route53resolver:/],
    ['identities', /^iam:/, /^iam:(CreatePolicy|CreateServiceLinkedRole)$/],
    ['service-specific credentials', /^iam:.*ServiceSpecificCredential/],
    ['delegation', /^iam:.*Delegation/],
    ['a root session', /^sts:AssumeRoot$/],
    ['certificates that let in', /^rolesanywhere:/],
    ['providers that let in', /^iam:.*(OpenIDConnect|SAML)Provider/],
    ['secrets and their rotation', /^secretsmanager:/],
    ['the code of a function', /^lambda:/, /^lambda:Invoke(Function|FunctionUrl)$/],
    ['roles, which the bootstrap and exempt names are', /^iam:.*Role/, /^iam:CreateServiceLinkedRole$/],
    ['notebooks and presigned addresses', /^sagemaker:.*(Notebook|Presigned)/],
    ['endpoints', /^sagemaker:.*Endpoint/],
    ['images', /^ecr:/, /^ecr:(CompleteLayerUpload|InitiateLayerUpload|UploadLayerPart)$/],
    ['parameters that name image, role and bucket', /^ssm:/],
  ])('%s raises an alert, whoever makes it', (_, about, uses) => {
    const grave = rows.filter(({ action }) => about.test(action) && !uses?.test(action) && !apart.has(action));
    expect(grave.length).toBeGreaterThan(0);
    expect(grave.filter(({ state }) => state !== 'caught').map(({ action }) => action)).toEqual([]);
  });
});

describe('an action that newer data brings', () => {
  /** Nothing is known of it: no parameters, no name of its own in CloudTrail, no entry in the list. */
  const unknown = (service: string): Call => ({
    service,
    action: 'ReshapeEverything',
    source: services[service]?.source ?? service,
    eventName: 'ReshapeEverything',
    requestParameters: {},
    unrecorded: false,
    data: false,
  });

  it('is caught by a rule that names no calls, or fails the test on silent calls, until somebody looks at it', async () => {
    const brought = await callTable('public', { calls: Object.keys(services).map(unknown) });
    const of = (state: string) => brought.filter((row) => row.state === state).map(({ action }) => action);
    expect(of('caught').length + of('silent').length).toBe(Object.keys(services).length);
    expect(of('caught')).toEqual(
      expect.arrayContaining(
        ['s3', 'kms', 'iam', 'sagemaker', 'guardduty', 'cloudtrail', 'ecr'].map((one) => `${one}:ReshapeEverything`),
      ),
    );
    expect(of('silent')).toEqual(expect.arrayContaining(['ec2:ReshapeEverything', 'sns:ReshapeEverything']));
  });
});
