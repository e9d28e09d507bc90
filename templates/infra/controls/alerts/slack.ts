/** The answer alerting.slack, WORKSPACE/CHANNEL, as AWS::Chatbot::SlackChannelConfiguration takes it. */
export function slackChannel(answer: string): { workspace: string; channel: string } {
  const [, workspace, channel] = /^(T[A-Z0-9]+)\/([CG][A-Z0-9]+)$/.exec(answer) ?? [];
  if (!workspace || !channel) {
    throw new Error(
      `settings.json: "alerting.slack" is "${answer}"; write WORKSPACE/CHANNEL, as in T0123ABCD/C0123ABCD`,
    );
  }
  return { workspace, channel };
}
