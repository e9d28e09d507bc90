import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';
import { audience, issuer, thumbprints } from '../oidc-deploy/github.ts';

const { region } = readSettings();

export const checks = [
  everyHas(
    'tokens of GitHub’s issuer are taken, and only those made for AWS',
    { type: 'AWS::IAM::OIDCProvider' },
    { Url: `https://${issuer}`, ClientIdList: [audience(region)], ThumbprintList: thumbprints },
  ),
];
