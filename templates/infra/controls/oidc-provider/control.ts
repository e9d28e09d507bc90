import { CfnOIDCProvider } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { audience, issuer, thumbprints } from '../oidc-deploy/github.ts';

export function apply({ training, settings }: Foundation): void {
  new CfnOIDCProvider(training, 'GitHub', {
    url: `https://${issuer}`,
    clientIdList: [audience(settings.region)],
    thumbprintList: thumbprints,
  });
}
