import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from './sessions.ts';
import type { StandIn } from './stand-in.ts';

/** A configuration for the aws program (AWS CLI User Guide, "Configuration and credential file settings"): each role of people, from outside and inside. */
export async function profiles(aws: StandIn, scratch: string): Promise<{ file: string; names: string[] }> {
  const { here } = aws;
  const roles = ['engineer', 'approver', 'operator', 'reviewer', 'break-glass'].filter((role) => here.names[role]);
  const all = roles.flatMap((role): [string, Session, string][] => {
    const name = aws.arn(role).split('/').at(-1) ?? role;
    const principal = `arn:${here.partition}:sts::${here.account}:assumed-role/${name}/alex`;
    const factor: Session['context'] =
      here.signIn === 'iam-users' ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60' } : {};
    const session = aws.gate.sessions.open(name, principal, factor);
    return [
      [name, session, aws.outside],
      [`${name}-inside`, session, aws.inside],
    ];
  });
  const text = all.map(([name, { credentials }, url]) =>
    [
      `[profile ${name}]`,
      `aws_access_key_id = ${credentials.accessKeyId}`,
      `aws_secret_access_key = ${credentials.secretAccessKey}`,
      `aws_session_token = ${credentials.sessionToken}`,
      `region = ${here.region}`,
      `endpoint_url = ${url}`,
      // AWS CLI S3 Configuration: what `aws s3 presign` signs with; another address than AWS's gets version 2 otherwise.
      's3 =',
      '  signature_version = s3v4',
    ].join('\n'),
  );
  const file = join(scratch, 'aws-config');
  writeFileSync(file, `${text.join('\n\n')}\n`, { mode: 0o600 });
  return { file, names: all.map(([name]) => name) };
}
