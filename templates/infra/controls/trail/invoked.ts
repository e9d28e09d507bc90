/**
 * What is called without a management event, by CloudFormation's type -> CloudTrail's type of a data event. AWS CloudTrail
 * User Guide, "Logging data events", table of resource types; advanced event selectors alone take them. Calls to a model of
 * Amazon Bedrock itself (InvokeModel, Converse) are management events (Amazon Bedrock User Guide, "Monitor Amazon Bedrock
 * API calls using CloudTrail").
 */
const invoked: Record<string, string> = {
  'AWS::SageMaker::Endpoint': 'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::FeatureGroup': 'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::MlflowTrackingServer': 'AWS::SageMaker::MlflowTrackingServer',
  'AWS::Bedrock::AgentAlias': 'AWS::Bedrock::AgentAlias',
  'AWS::Bedrock::FlowAlias': 'AWS::Bedrock::FlowAlias',
  'AWS::Bedrock::Guardrail': 'AWS::Bedrock::Guardrail',
  'AWS::Bedrock::KnowledgeBase': 'AWS::Bedrock::KnowledgeBase',
  'AWS::Bedrock::PromptVersion': 'AWS::Bedrock::PromptVersion',
};

/** The types of data events that resources of these types have, each once. */
export function invokedTypes(types: Iterable<string>): string[] {
  return [...new Set([...types].flatMap((type) => invoked[type] ?? []))].sort();
}
