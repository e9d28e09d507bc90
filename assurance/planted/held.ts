import type { JsonObject } from '../../templates/judge/read/json.ts';
import type { Kind } from './kind.ts';

const role = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
};
const Role = { 'Fn::GetAtt': ['PlantedRole', 'Arn'] };

/** What runs code or opens a way, and grants nobody anything: no matrix shows it, so that verify has to. */
const one = (name: string, Type: string, Properties: JsonObject = {}): Kind => ({
  ...{ name, ways: ['verify', 'report'] },
  resources: { PlantedRole: role, Planted: { Type, Properties } },
});

export const runners: Kind[] = [
  one('a notebook with the internet and root', 'AWS::SageMaker::NotebookInstance', {
    RoleArn: Role,
    InstanceType: 'ml.t3.medium',
  }),
  one('a script that notebooks start with', 'AWS::SageMaker::NotebookInstanceLifecycleConfig'),
  one('a model outside of the network', 'AWS::SageMaker::Model', { ExecutionRoleArn: Role }),
  one('a shell on an endpoint', 'AWS::SageMaker::EndpointConfig', {
    ProductionVariants: [{ VariantName: 'a', EnableSSMAccess: true }],
  }),
  one('a studio on the internet', 'AWS::SageMaker::Domain', { DomainName: 'x', AuthMode: 'IAM' }),
  one('a cluster for training', 'AWS::SageMaker::Cluster', { InstanceGroups: [] }),
  one('a repository of code for notebooks', 'AWS::SageMaker::CodeRepository', {
    GitConfig: { RepositoryUrl: 'https://git.example' },
  }),
  one('a processing job', 'AWS::SageMaker::ProcessingJob', { RoleArn: Role, AppSpecification: { ImageUri: 'x' } }),
  one('a tracking server', 'AWS::SageMaker::MlflowTrackingServer', {
    TrackingServerName: 'x',
    ArtifactStoreUri: 's3://x',
    RoleArn: Role,
  }),
  one('an agent', 'AWS::Bedrock::Agent', { AgentName: 'x', AgentResourceRoleArn: Role }),
  one('a flow', 'AWS::Bedrock::Flow', { Name: 'x', ExecutionRoleArn: Role }),
  one('a runtime for agents', 'AWS::BedrockAgentCore::Runtime', { AgentRuntimeName: 'x', RoleArn: Role }),
  one('an interpreter of code', 'AWS::BedrockAgentCore::CodeInterpreterCustom', { Name: 'x' }),
  one('a function on the internet', 'AWS::Lambda::Function', { Role, Code: { ZipFile: 'x' } }),
  one('a layer of somebody else', 'AWS::Lambda::LayerVersion', { Content: { S3Bucket: 'x', S3Key: 'y' } }),
  one('an instance', 'AWS::EC2::Instance', { ImageId: 'ami-1' }),
  one('a template of instances', 'AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: 'ami-1' } }),
  one('a gateway to the internet', 'AWS::EC2::InternetGateway'),
  one('a gateway for addresses', 'AWS::EC2::NatGateway', { SubnetId: 'subnet-1' }),
  one('a peering of networks', 'AWS::EC2::VPCPeeringConnection', { VpcId: 'vpc-1', PeerVpcId: 'vpc-2' }),
  one('a private network of somebody else', 'AWS::EC2::ClientVpnEndpoint'),
  one('a mirror of traffic', 'AWS::EC2::TrafficMirrorSession'),
  one('a service of an endpoint', 'AWS::EC2::VPCEndpointService'),
  one('a group that every address reaches', 'AWS::EC2::SecurityGroup', {
    GroupDescription: 'x',
    SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
  }),
];
