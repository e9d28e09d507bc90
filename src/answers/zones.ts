/** What the ids of a region's zones begin with: euw1 of eu-west-1, usgw1 of us-gov-west-1, apne1 of ap-northeast-1. */
function zoneIdsOf(region: string): string {
  // One that is no text is told by its own rule.
  const [place = '', ...rest] = typeof region === 'string' ? region.split('-') : [];
  return place + rest.map((word) => word.replace(/^(north|south)?(east|west)?(central|gov)?$/, initials)).join('');
}

const initials = (...[, ...words]: (string | undefined)[]) =>
  words
    .slice(0, 3)
    .map((word = '') => word.slice(0, 1))
    .join('');

/** Amazon EC2 User Guide, "Availability Zones": a name means another zone in each account, an id the same one. */
export function zonesFault(value: unknown, region: string): string | undefined {
  if (!Array.isArray(value)) return 'is not a list';
  if (value.length !== 0 && value.length !== 2) return 'names another number of zones than two';
  const isName = (one: unknown) =>
    typeof one === 'string' && one.startsWith(region) && /^[a-z]$/.test(one.slice(region.length));
  const isId = (one: unknown) =>
    typeof one === 'string' && /-az\d{1,2}$/.test(one) && one.replace(/-az\d+$/, '') === zoneIdsOf(region);
  if (!value.every(isName) && !value.every(isId)) return 'names what are not two zones of the region, by id or by name';
  return new Set(value).size < value.length ? 'names one twice' : undefined;
}
