const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');

/** The first two ranges of a network for its subnets: /20, or halves where the network is not larger than that. */
export function subnetRanges(network: string): [string, string] {
  const [address = '', prefix = ''] = network.split('/');
  const own = Math.max(20, Number(prefix) + 1);
  const first = toNumber(address);
  return [`${toAddress(first)}/${own}`, `${toAddress(first + 2 ** (32 - own))}/${own}`];
}
