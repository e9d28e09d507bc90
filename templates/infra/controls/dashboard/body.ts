interface Shown {
  project: string;
  region: string;
  alarmArns: string[];
  rules: string[];
  topicName: string;
  buckets: string[];
  rotates: boolean;
  trail: boolean;
}

interface Widget {
  type: 'text' | 'alarm' | 'metric' | 'log';
  x: number;
  y: number;
  width: number;
  height: number;
  properties: Record<string, unknown>;
}

/**
 * What a person on call looks at, from the top: what is red, which alerts were sent, whether they arrived, who was
 * refused, how jobs and data are. Amazon CloudWatch API Reference, "Dashboard Body Structure and Syntax".
 */
export function dashboardBody(shown: Shown): { widgets: Widget[] } {
  const { project, region, alarmArns, rules, topicName, buckets, rotates, trail } = shown;
  const graph = (title: string, metrics: unknown[], stat = 'Sum', period = 300) => ({
    title,
    region,
    view: 'timeSeries',
    stat,
    period,
    metrics,
  });
  const left = { x: 0, width: 12, height: 6 };
  const right = { ...left, x: 12 };
  const widgets: Widget[] = [
    {
      type: 'text',
      x: 0,
      y: 0,
      width: 24,
      height: 2,
      properties: {
        markdown: `# ${project}\nEvery alarm and alert names its page in docs/runbooks. Nothing red and nothing sent: all is well.`,
      },
    },
    { type: 'alarm', x: 0, y: 2, width: 24, height: 5, properties: { title: 'Alarms', alarms: alarmArns } },
    {
      type: 'metric',
      ...left,
      y: 7,
      properties: graph(
        'Alerts',
        rules.map((rule) => ['AWS/Events', 'TriggeredRules', 'RuleName', rule]),
      ),
    },
    {
      type: 'metric',
      ...right,
      y: 7,
      properties: graph('Messages to people', [
        ['AWS/SNS', 'NumberOfNotificationsDelivered', 'TopicName', topicName],
        ['AWS/SNS', 'NumberOfNotificationsFailed', 'TopicName', topicName],
      ]),
    },
    {
      type: 'metric',
      ...left,
      y: 13,
      properties: graph(
        'Training jobs: processor, percent',
        [
          [
            {
              expression: `SEARCH('{/aws/sagemaker/TrainingJobs,Host} MetricName="CPUUtilization" "${project}-"', 'Average', 300)`,
            },
          ],
        ],
        'Average',
      ),
    },
    {
      type: 'metric',
      ...right,
      y: 13,
      properties: graph(
        'Objects in the data buckets, once a day',
        buckets.map((bucket) => ['AWS/S3', 'NumberOfObjects', 'BucketName', bucket, 'StorageType', 'AllStorageTypes']),
        'Average',
        86400,
      ),
    },
  ];
  if (rotates) {
    widgets.push({
      type: 'metric',
      ...left,
      y: 19,
      properties: graph('Rotation of the secret', [
        ['AWS/Lambda', 'Invocations', 'FunctionName', `${project}-rotation`],
        ['AWS/Lambda', 'Errors', 'FunctionName', `${project}-rotation`],
      ]),
    });
  }
  if (trail) {
    widgets.push({
      type: 'log',
      ...right,
      y: 19,
      properties: {
        title: 'Refused calls, by who and what',
        region,
        view: 'table',
        query: [
          `SOURCE '/${project}/trail'`,
          'filter errorCode like /AccessDenied|UnauthorizedOperation/',
          'stats count(*) as calls by userIdentity.arn, eventName',
          'sort calls desc',
          'limit 20',
        ].join(' | '),
      },
    });
  }
  return { widgets };
}
