import { type Check, everyHas, type Judged } from '../check.ts';
import { audience, issuer, thumbprints } from '../oidc-deploy/github.ts';

export function checks({ settings }: Judged): Check[] {
  const { region } = settings;
  return [
    everyHas(
      'tokens of GitHub’s issuer are taken, and only those made for AWS',
      { type: 'AWS::IAM::OIDCProvider' },
      { Url: `https://${issuer}`, ClientIdList: [audience(region)], ThumbprintList: thumbprints },
    ),
  ];
}
