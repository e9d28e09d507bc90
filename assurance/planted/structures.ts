import {
  administrator,
  inline,
  inside,
  type Kind,
  kind,
  made,
  nested,
  one,
  ref,
  role,
  statement,
  stranger,
  trust,
  withRole,
} from './kind.ts';

export const structures: Kind[] = [
  kind(
    'a nested stack',
    { Planted: nested({ TemplateURL: 'x' }, 'planted.json') },
    { files: { 'planted.json': inside } },
  ),
  kind(
    'a stack nested in a nested one',
    { Planted: nested({ TemplateURL: 'x' }, 'planted.json') },
    {
      files: {
        'planted.json': { Resources: { Deeper: nested({ TemplateURL: 'x' }, 'deeper.json') } },
        'deeper.json': inside,
      },
    },
  ),
  kind(
    'a nested stack that takes whom it trusts',
    { Planted: nested({ TemplateURL: 'x', Parameters: { Who: stranger } }, 'planted.json') },
    {
      files: {
        'planted.json': {
          Parameters: { Who: { Type: 'String' } },
          Resources: { Hidden: role({ AssumeRolePolicyDocument: trust({ AWS: ref('Who') }), ...inline(statement()) }) },
        },
      },
    },
  ),
  one('a nested stack whose template is missing', nested({ TemplateURL: 'x' }, 'missing.json')),
  one('a nested stack at an address', nested({ TemplateURL: 'https://s3.amazonaws.com/x/y.json' })),
  one(
    'a stack set',
    made('AWS::CloudFormation::StackSet', { StackSetName: 'x', TemplateBody: JSON.stringify(inside) }),
  ),
  one(
    'a product of the catalogue',
    made('AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProductName: 'x' }),
  ),
  one('a module', made('Own::Service::Thing::MODULE')),
  one('a type of somebody else', made('Own::Service::Thing')),
  one('a type that AWS made since', made('AWS::NewService::Sharing')),
  kind('a transform', {}, { sections: { Transform: 'AWS::Serverless-2016-10-31' } }),
  kind('a macro', {}, { sections: { Transform: ['OwnMacro'] } }),
  one('a macro in a resource', made('AWS::IAM::Role', { 'Fn::Transform': { Name: 'OwnMacro', Parameters: {} } })),
  kind('a loop', { 'Fn::ForEach::Roles': ['X', ['a'], { 'R${X}': administrator }] }),
  kind(
    'a resource under a condition',
    { Planted: { ...administrator, Condition: 'Open' } },
    {
      sections: {
        Parameters: { Who: { Type: 'String' } },
        Conditions: { Open: { 'Fn::Equals': [ref('Who'), 'x'] } },
      },
    },
  ),
  kind(
    'a statement under a condition',
    { Planted: role(inline({ 'Fn::If': ['Open', statement(), ref('AWS::NoValue')] })) },
    {
      sections: {
        Parameters: { Who: { Type: 'String' } },
        Conditions: { Open: { 'Fn::Equals': [ref('Who'), 'x'] } },
      },
    },
  ),
  kind(
    'whom a role trusts by a parameter',
    { Planted: role({ AssumeRolePolicyDocument: trust({ AWS: ref('Who') }), ...inline(statement()) }) },
    { sections: { Parameters: { Who: { Type: 'String' } } } },
  ),
  kind(
    'whom a role trusts by a mapping',
    {
      Planted: role({
        AssumeRolePolicyDocument: trust({ AWS: { 'Fn::FindInMap': ['M', 'a', 'b'] } }),
        ...inline(statement()),
      }),
    },
    { sections: { Mappings: { M: { a: { b: stranger } } } } },
  ),
  withRole('whom a role trusts by a dynamic reference', {
    AssumeRolePolicyDocument: trust({ AWS: '{{resolve:ssm:who}}' }),
    ...inline(statement()),
  }),
  withRole('whom a role trusts by an import', {
    AssumeRolePolicyDocument: trust({ AWS: { 'Fn::ImportValue': 'elsewhere' } }),
    ...inline(statement()),
  }),
  one('a call when it is deployed', {
    Type: 'Custom::AWS',
    Properties: { ServiceToken: 'x', Create: '{"service":"S3","action":"putBucketPolicy"}' },
  }),
  one('a custom resource', made('Custom::Grant', { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:x' })),
  one('a custom resource without a name', made('AWS::CloudFormation::CustomResource', { ServiceToken: 'x' })),
];
