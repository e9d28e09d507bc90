import { one, type ServiceTable } from './table.ts';

const repository = 'arn:{partition}:ecr:{region}:{account}:repository/{repositoryName}';

export const ecr: ServiceTable = {
  service: 'ecr',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container Registry"',
  ],
  operations: {
    GetRegistryPolicy: one('ecr:GetRegistryPolicy', '*'),
    // Without names it is about all repositories.
    DescribeRepositories: {
      caller: [
        {
          action: 'ecr:DescribeRepositories',
          on: 'arn:{partition}:ecr:{region}:{account}:repository/{repositoryNames[]}',
          when: 'repositoryNames',
        },
        {
          action: 'ecr:DescribeRepositories',
          on: 'arn:{partition}:ecr:{region}:{account}:repository/{stored:RepositoryName}',
          unless: 'repositoryNames',
        },
      ],
    },
    BatchCheckLayerAvailability: one('ecr:BatchCheckLayerAvailability', repository),
    PutImage: one('ecr:PutImage', repository),
    BatchDeleteImage: one('ecr:BatchDeleteImage', repository),
    BatchGetImage: one('ecr:BatchGetImage', repository),
    DescribeImages: one('ecr:DescribeImages', repository),
  },
};
