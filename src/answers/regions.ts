/**
 * The regions of all partitions where SageMaker AI runs and AWS publishes the image that jobs use (SageMaker Developer
 * Guide, "Docker Registry Paths and Example Code"), and where they are. A test holds them to infra/registries.json.
 */
export const regions: Readonly<Record<string, string>> = {
  'af-south-1': 'Cape Town',
  'ap-east-1': 'Hong Kong',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-south-2': 'Hyderabad',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'ap-southeast-3': 'Jakarta',
  'ap-southeast-4': 'Melbourne',
  'ca-central-1': 'Canada, Central',
  'ca-west-1': 'Calgary',
  'cn-north-1': 'Beijing',
  'cn-northwest-1': 'Ningxia',
  'eu-central-1': 'Frankfurt',
  'eu-central-2': 'Zurich',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'il-central-1': 'Tel Aviv',
  'me-central-1': 'UAE',
  'me-south-1': 'Bahrain',
  'sa-east-1': 'Sao Paulo',
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-gov-east-1': 'GovCloud, US-East',
  'us-gov-west-1': 'GovCloud, US-West',
  'us-west-1': 'N. California',
  'us-west-2': 'Oregon',
};

/**
 * Regions where SageMaker AI runs and AWS publishes no scikit-learn image (sagemaker-python-sdk, image_uri_config/sklearn.json,
 * against the service endpoints in the AWS General Reference). Jobs there need an image of their own.
 */
export const regionsWithoutImage: Readonly<Record<string, string>> = {
  'ap-east-2': 'Taipei',
  'ap-southeast-5': 'Malaysia',
  'ap-southeast-6': 'New Zealand',
  'ap-southeast-7': 'Thailand',
  'eusc-de-east-1': 'European Sovereign Cloud, Germany',
  'mx-central-1': 'Mexico, Central',
};

export function isRegionWithoutImage(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(regionsWithoutImage, value);
}

export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(regions, value);
}

/** The region of a place, a zone or a name in other letters: Ireland, eu-west-1a, EU-WEST-1. */
export function regionMeantBy(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  const byName = [text, text.replace(/(\d)[a-z]$/, '$1')].find(isRegion);
  return byName ?? Object.entries(regions).find(([, place]) => place.toLowerCase() === text)?.[0];
}
